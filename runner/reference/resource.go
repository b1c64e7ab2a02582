package reference

import "cmp"

// The five ways in which handlers touch stored objects. Faults of meaning that every kind of object
// can have are asked for here and nowhere else.

// find reads one object.
func (c *call) find(kind, space, id string) obj {
	found := c.get(key{kind, space, id})
	if found == nil && c.faulty(faultAnotherObject) {
		if others := c.all(kind, space); len(others) > 0 {
			return others[0]
		}
	}
	if found == nil && c.faulty(faultOtherSpaces) {
		return c.elsewhere(kind, id)
	}
	return found
}

func (c *call) elsewhere(kind, id string) obj {
	for _, space := range c.spacesOf(kind) {
		if found := c.get(key{kind, space, id}); found != nil {
			return found
		}
	}
	return nil
}

// taken tells whether an object to be created would collide.
func (c *call) taken(kind, space, id string) bool {
	return c.get(key{kind, space, id}) != nil && !c.faulty(faultDuplicateID)
}

// create stores a new object.
func (c *call) create(kind, space, id string, value obj) {
	switch {
	case c.faulty(faultNotStored):
	case c.faulty(faultOtherID):
		c.put(key{kind, space, id + "-2"}, with(value, obj{"id": id + "-2"}))
	default:
		c.put(key{kind, space, id}, value)
	}
}

// replace stores a changed object.
func (c *call) replace(kind, space, id string, value obj) {
	if !c.faulty(faultNotStored) {
		c.put(key{kind, space, id}, value)
	}
}

// remove deletes an object.
func (c *call) remove(kind, space, id string) {
	if c.faulty(faultDeletesAnother) {
		for _, other := range c.all(kind, space) {
			if name := cmp.Or(text(other["id"]), text(other["name"])); name != id {
				c.drop(key{kind, space, name})
				break
			}
		}
		return // the object itself stays, whether there is another one or not
	}
	if !c.faulty(faultDoesNotDelete) {
		c.drop(key{kind, space, id})
	}
}

// list reads all objects of a kind.
func (c *call) list(kind, space string) []obj {
	items := c.all(kind, space)
	if c.faulty(faultOtherSpaces) {
		items = nil
		for _, at := range c.spacesOf(kind) {
			items = append(items, c.all(kind, at)...)
		}
	}
	if c.faulty(faultHidesNewest) && len(items) > 0 {
		items = items[:len(items)-1]
	}
	return items
}
