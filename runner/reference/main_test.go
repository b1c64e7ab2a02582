package reference_test

import (
	"io"
	"log"
	"os"
	"testing"
)

// TestMain silences net/http's client, which logs what faults of the transport leave on a connection.
func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}
