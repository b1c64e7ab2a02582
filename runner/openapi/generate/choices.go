package generate

// choices go through all ways of choosing one branch at each fork of a place,
// the last fork first. Which forks there are depends on the choices before.
type choices struct {
	rank  func(branches []any) []int
	forks []fork
	at    int
}

type fork struct {
	order []int
	taken int
}

// start goes back to the first fork.
func (c *choices) start() *choices { c.at = 0; return c }

// of chooses at the next fork.
func (c *choices) of(branches []any) int {
	if c.at == len(c.forks) {
		c.forks = append(c.forks, fork{order: c.rank(branches)})
	}
	f := c.forks[c.at]
	c.at++
	return f.order[f.taken]
}

// next moves on to another way; false when there is none left.
func (c *choices) next() bool {
	for len(c.forks) > 0 {
		last := &c.forks[len(c.forks)-1]
		if last.taken++; last.taken < len(last.order) {
			return true
		}
		c.forks = c.forks[:len(c.forks)-1]
	}
	return false
}
