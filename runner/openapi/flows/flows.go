// Package flows turns the operations of an OpenAPI document into endpoints with
// cases, in the terms of fixtures: where an id comes from, what a lifecycle is,
// what is safe to send and what is owed. It plans nothing, sends nothing and
// judges nothing; the endpoints go the way of the built-in ones.
package flows
