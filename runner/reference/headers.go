package reference

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// apiVersion is the only version that the public routes have.
const apiVersion = "2023-10-31"

// jsonType is the content type of every JSON body.
const jsonType = "application/json; charset=utf-8"

// header is a line of the table of headers that every answer carries.
type header struct{ name, value string }

// headersOf is that table, as recorded from Kibana 8.12.0 to 9.0.1.
func headersOf(cfg config) []header {
	license := sha256.Sum256(fmt.Appendf(nil, "license %d", cfg.seed))
	table := []header{
		{"Kbn-Name", cfg.name},
		{"Kbn-License-Sig", hex.EncodeToString(license[:])},
		{"Cache-Control", "private, no-cache, no-store, must-revalidate"},
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", referrerPolicy(cfg.release)},
		{"Permissions-Policy", "camera=(), display-capture=(), fullscreen=(self), geolocation=(), microphone=(), web-share=()"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Content-Security-Policy", contentSecurity(cfg.release)},
		{"Connection", "keep-alive"},
		{"Keep-Alive", "timeout=120"},
	}
	if cfg.release.since(9, 0) {
		table = append(table, header{"Content-Security-Policy-Report-Only", "form-action 'self'; object-src 'none'"})
	} else if cfg.release.since(8, 18) {
		table = append(table, header{"Content-Security-Policy-Report-Only", "form-action 'self'"})
	}
	return table
}

func referrerPolicy(r release) string {
	if r.since(8, 13) {
		return "strict-origin-when-cross-origin"
	}
	return "no-referrer-when-downgrade"
}

func contentSecurity(r release) string {
	if r.since(8, 13) {
		return "script-src 'report-sample' 'self'; worker-src 'report-sample' 'self' blob:; style-src 'report-sample' 'self' 'unsafe-inline'"
	}
	return "script-src 'self'; worker-src blob: 'self'; style-src 'unsafe-inline' 'self'"
}

// headerSet is the table in the form that needs no allocation per answer; values are shared, so a
// mutator replaces a slice and never writes into one.
type headerSet struct {
	common     map[string][]string
	json       []string
	apiVersion []string
	warning    []string
	date       atomic.Pointer[stamp]
}

type stamp struct {
	second int64
	value  []string
}

func newHeaderSet(cfg config) *headerSet {
	set := &headerSet{common: map[string][]string{}, json: []string{jsonType}, apiVersion: []string{apiVersion}}
	for _, h := range headersOf(cfg) {
		set.common[h.name] = []string{h.value}
	}
	set.warning = []string{fmt.Sprintf(`299 Kibana-%s "This endpoint is deprecated and will be removed in a future version."`, cfg.release)}
	return set
}

// dateAt formats the Date header once a second.
func (set *headerSet) dateAt(now time.Time) []string {
	last := set.date.Load()
	if last == nil || last.second != now.Unix() {
		last = &stamp{now.Unix(), []string{now.UTC().Format(http.TimeFormat)}}
		set.date.Store(last)
	}
	return last.value
}

// dress gives an answer its headers.
func (c *call) dress(res *response) {
	for name, value := range c.headers.common {
		res.header[name] = value
	}
	if c.r.ProtoMajor > 1 { // HTTP/2 forbids what concerns the connection
		delete(res.header, "Connection")
		delete(res.header, "Keep-Alive")
	}
	res.header["Date"] = c.headers.dateAt(c.clock())
	if res.body != nil {
		res.header["Content-Type"] = c.headers.json
	}
	if c.versioned {
		res.header["Elastic-Api-Version"] = c.headers.apiVersion
		if c.route.deprecated && c.release.since(9, 0) {
			res.header["Warning"] = c.headers.warning
		}
	}
}
