// Package process tests the program as a process among others: killed,
// interrupted, lied to by its data, and with secrets at hand that must not
// come out of it anywhere.
package process
