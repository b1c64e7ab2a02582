package target

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// proxyVariables are read, as everywhere, in both spellings.
var proxyVariables = map[string][]string{"http": {"HTTP_PROXY", "http_proxy"}, "https": {"HTTPS_PROXY", "https_proxy"}}

// proxyFor is the proxy that the environment names for a target; nil for none.
// Loopback is never proxied, and NO_PROXY takes out further hosts.
func proxyFor(b base) (*url.URL, error) {
	if ip := net.ParseIP(b.url.Hostname()); b.url.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		return nil, nil
	}
	for _, name := range proxyVariables[b.url.Scheme] {
		if err := checkProxy(os.Getenv(name)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	proxy, err := httpproxy.FromEnvironment().ProxyFunc()(&b.url)
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err) // names a setting, never its value
	}
	return proxy, nil
}

// checkProxy refuses what would silently mean no proxy at all. The value is not
// repeated: it may hold a password.
func checkProxy(value string) error {
	if value == "" {
		return nil
	}
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	u, err := url.Parse(value)
	if err != nil || u.Hostname() == "" || !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) {
		return errors.New("this is no address of a proxy: want a form like http://proxy.example.test:3128")
	}
	return nil
}

// proxySecrets are the parts of a proxy's URL that must not be shown.
func proxySecrets(proxy *url.URL) []string {
	if proxy == nil || proxy.User == nil {
		return nil
	}
	password, _ := proxy.User.Password()
	pair := proxy.User.Username() + ":" + password
	var list []string
	for _, secret := range []string{password, proxy.User.String(), pair, base64.StdEncoding.EncodeToString([]byte(pair))} {
		if password != "" && len(secret) >= recording.MinSecret {
			list = append(list, secret)
		}
	}
	return list
}

// proxyError is the refusal of a proxy to connect us through.
type proxyError struct {
	proxy  string
	status int
}

func (e proxyError) Error() string {
	return fmt.Sprintf("the proxy %s refuses to connect (%s)", e.proxy, strings.TrimSpace(fmt.Sprint(e.status, " ", http.StatusText(e.status))))
}

// tunnelled looks at the answer of a proxy to CONNECT.
func tunnelled(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return dialError{proxyError{proxy.Host, answer.StatusCode}}
}
