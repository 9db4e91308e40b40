// Package process runs programs that take everything they started with them when they end.
package process
