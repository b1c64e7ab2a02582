package doctor

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// soon is how long before its end a certificate is worth a word.
const soon = 14 * 24 * time.Hour

// secured tells how the connection is secured, if it is.
func (x *examination) secured(w *way) {
	if w.tls == nil || !w.tls.HandshakeComplete {
		if host := x.client.Host(); !strings.HasPrefix(x.Target, "https:") && !loopback(host) {
			x.add("tls", Warning, "the connection is not encrypted, so the credentials can be read on the way", "write https:// if the server speaks TLS")
		}
		return
	}
	what := tls.VersionName(w.tls.Version)
	if len(w.tls.PeerCertificates) == 0 {
		x.fine("tls", "%s", what)
		return
	}
	leaf := w.tls.PeerCertificates[0]
	what = fmt.Sprintf("%s, certificate of %s, valid until %s", what, subject(leaf), day(leaf.NotAfter))
	switch left := time.Until(leaf.NotAfter); {
	case x.client.Insecure():
		x.add("tls", Warning, what+", not checked (--insecure)", "name the certificate authority with --ca instead")
	case left < soon:
		x.add("tls", Warning, fmt.Sprintf("%s; days left: %d", what, int(left.Hours()/24)), "renew the certificate")
	default:
		x.fine("tls", "%s", what)
	}
}

// certificate explains a handshake that was refused.
func certificate(c *target.Client, w *way, e target.DiscoveryError) (finding, remedy string) {
	var (
		record    tls.RecordHeaderError
		bad       *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
		name      x509.HostnameError
	)
	if strings.Contains(e.Finding, "wants a client certificate") {
		return "the server wants a client certificate", "give one that it trusts with --cert and --key"
	}
	if errors.As(w.tlsErr, &record) {
		return "the port does not speak TLS", "write http:// instead of https://, or give the port that speaks TLS"
	}
	if !errors.As(w.tlsErr, &bad) || len(bad.UnverifiedCertificates) == 0 {
		return e.Finding, "check that the server allows TLS 1.2 or 1.3, and the certificate that it wants from its callers (--cert and --key)"
	}
	leaf := bad.UnverifiedCertificates[0]
	switch now := time.Now(); {
	case errors.As(bad.Err, &invalid) && now.After(leaf.NotAfter):
		return fmt.Sprintf("the certificate of %s expired on %s", subject(leaf), day(leaf.NotAfter)), "renew the certificate, unless the clock of this machine is wrong"
	case errors.As(bad.Err, &invalid) && now.Before(leaf.NotBefore):
		return fmt.Sprintf("the certificate of %s is valid from %s on only", subject(leaf), day(leaf.NotBefore)), "set the clock of this machine right"
	case errors.As(bad.Err, &name):
		return fmt.Sprintf("the certificate is for %s, not for %s", names(leaf), c.Host()), "use one of these names in --target, or have a certificate issued that holds the name"
	case errors.As(bad.Err, &authority) && leaf.CheckSignatureFrom(leaf) == nil, errors.As(bad.Err, &authority) && leaf.Issuer.String() == leaf.Subject.String():
		return fmt.Sprintf("the certificate of %s is signed by itself", subject(leaf)), "name the file of the certificate with --ca, once you know that it is the server's"
	case errors.As(bad.Err, &authority):
		remedy := "name the file of that authority with --ca (Kibana set up by Elasticsearch: http_ca.crt)"
		if len(bad.UnverifiedCertificates) == 1 {
			remedy += "; or the server leaves out its intermediate certificates"
		}
		return fmt.Sprintf("the certificate of %s is signed by an authority that is not trusted here, %s", subject(leaf), leaf.Issuer.String()), remedy
	}
	return "the certificate is refused: " + bad.Err.Error(), "have a certificate issued that is valid for a server, or name its authority with --ca"
}

func subject(c *x509.Certificate) string {
	if c.Subject.CommonName != "" {
		return c.Subject.CommonName
	}
	return names(c)
}

// names lists what a certificate is for, the first few of it.
func names(c *x509.Certificate) string {
	list := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		list = append(list, ip.String())
	}
	switch {
	case len(list) == 0:
		return "no name at all"
	case len(list) > 4:
		list = append(list[:4], fmt.Sprintf("%d more", len(list)-4))
	}
	return strings.Join(list, ", ")
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
