package reference

// WithSample fills the server with what a deployment in use has: entities and
// migrations of alerts. Without it, the answers about them are empty.
func WithSample() Option {
	return func(c *config) error {
		c.entities = append(c.entities, SampleEntities()...)
		c.migrations = append(c.migrations, SampleMigrations()...)
		return nil
	}
}
