// Package secrets reads values from Secrets Manager and Parameter Store of the local AWS, for whoever has a role: what the
// role may not read is refused, as AWS would refuse it.
package secrets
