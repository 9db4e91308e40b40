// Package process runs programs and ends everything they started together with them.
package process
