// Package store is the durable half of a data directory: the rows of its database,
// the places of its files, and the keys at rest.
package store

import _ "embed"

// Schema makes the tables of a database.
//
//go:embed schema.sql
var Schema string
