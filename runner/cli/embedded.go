package cli

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// uploadInterval is how long the embedded reference server makes uploads wait;
// a real Kibana takes 10s, which only costs time here.
const uploadInterval = time.Second

// embedded starts the reference server on a free loopback port.
func embedded(options ...reference.Option) (url string, login target.Credentials, stop func(), err error) {
	server, err := reference.New(append([]reference.Option{reference.WithUploadInterval(uploadInterval), reference.WithSample()}, options...)...)
	if err != nil {
		return "", login, nil, fmt.Errorf("reference server: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", login, nil, fmt.Errorf("reference server: %w", err)
	}
	httpServer := &http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = httpServer.Serve(listener) }()
	stop = func() { _ = shutdown(httpServer) }
	return "http://" + listener.Addr().String(), referenceLogin(), stop, nil
}

// referenceLogin is the pair of principals that the reference server knows.
func referenceLogin() target.Credentials {
	return target.Credentials{
		Full:         target.APIKey(reference.Privileged().EncodedKey()),
		Unprivileged: target.APIKey(reference.Powerless().EncodedKey()),
	}
}

func shutdown(s *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		return s.Close()
	}
	return nil
}
