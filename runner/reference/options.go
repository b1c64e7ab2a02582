package reference

import (
	"fmt"
	"strings"
	"time"
)

// Option changes how a server starts; a bad value makes New return an error.
type Option func(*config) error

type config struct {
	release        release
	flavour        string
	name           string
	basePath       string
	seed           uint64
	clock          func() time.Time
	delay          time.Duration
	uploadInterval time.Duration
	faults         []string
	variants       []string
	migrations     []Migration
	entities       []map[string]any
	packages       []obj
	foreign        []Foreign
}

func defaults() config {
	return config{
		release:        release{major: 9, minor: 1},
		flavour:        "traditional",
		name:           "kibana-reference",
		seed:           1,
		clock:          time.Now,
		uploadInterval: 10 * time.Second,
	}
}

// WithVersion sets the Kibana version that the server behaves as and reports.
func WithVersion(version string) Option {
	return func(c *config) (err error) {
		c.release, err = parseRelease(version)
		return err
	}
}

// WithFlavour sets the build flavour: traditional or serverless.
func WithFlavour(flavour string) Option {
	return func(c *config) error {
		if flavour != "traditional" && flavour != "serverless" {
			return fmt.Errorf("flavour %q: want traditional or serverless", flavour)
		}
		c.flavour = flavour
		return nil
	}
}

// WithName sets server.name, which every answer carries as kbn-name.
func WithName(name string) Option {
	return func(c *config) error {
		if name == "" || strings.ContainsAny(name, "\r\n") {
			return fmt.Errorf("name %q: want a header value", name)
		}
		c.name = name
		return nil
	}
}

// WithBasePath makes the server ask for a path prefix and strip it, as server.rewriteBasePath does.
func WithBasePath(path string) Option {
	return func(c *config) error {
		if path != "" && (!strings.HasPrefix(path, "/") || strings.HasSuffix(path, "/")) {
			return fmt.Errorf("base path %q: want a leading slash and no trailing one", path)
		}
		c.basePath = path
		return nil
	}
}

// WithSeed makes generated ids repeatable.
func WithSeed(seed uint64) Option {
	return func(c *config) error { c.seed = seed; return nil }
}

// WithClock replaces the time of day.
func WithClock(now func() time.Time) Option {
	return func(c *config) error {
		if now == nil {
			return fmt.Errorf("clock: want a function")
		}
		c.clock = now
		return nil
	}
}

// WithDelay makes every answer wait.
func WithDelay(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("delay %v: want 0 or more", d)
		}
		c.delay = d
		return nil
	}
}

// WithUploadInterval sets how far apart package uploads must be; 0 removes the limit.
func WithUploadInterval(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("upload interval %v: want 0 or more", d)
		}
		c.uploadInterval = d
		return nil
	}
}

// WithFault starts the server with one of Faults, by name; it can be given several times.
func WithFault(name string) Option {
	return func(c *config) error { c.faults = append(c.faults, name); return nil }
}

// WithVariant starts the server with one of Variants, by name; it can be given several times.
func WithVariant(name string) Option {
	return func(c *config) error { c.variants = append(c.variants, name); return nil }
}

// WithPackage installs a package: there is hardly a deployment without one.
func WithPackage(name, version, title string) Option {
	return func(c *config) error {
		c.packages = append(c.packages, obj{
			"id": name, "name": name, "version": version, "title": title, "description": title, "type": "integration", "format_version": "3.0.0", "owner": obj{"github": "elastic/fleet"}, "assets": []any{},
		})
		return nil
	}
}

// WithMigrations gives the deployment alert migrations to clean up.
func WithMigrations(migrations ...Migration) Option {
	return func(c *config) error { c.migrations = append(c.migrations, migrations...); return nil }
}

// WithEntities fills the entity store of the default space; each record holds one of user, host or service.
func WithEntities(records ...map[string]any) Option {
	return func(c *config) error { c.entities = append(c.entities, records...); return nil }
}
