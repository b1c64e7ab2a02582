// Package reference is an in-memory Kibana: twelve endpoints of its HTTP API, the neighbours that
// their flows need, and what every Kibana answer owes (decision order, error shapes, headers).
// It can be started with named faults and with named legal variants. It keeps nothing on disk,
// opens no connection, and does not judge.
package reference
