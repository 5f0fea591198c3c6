package postgres

import "errors"

// State is the code of an error of PostgreSQL, or "".
func State(err error) string {
	if e, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err); ok {
		return e.SQLState()
	}
	return ""
}

// Again says whether err means that a transaction was in the way of another one, so that nothing of it was done and it
// can be run anew.
func Again(err error) bool {
	switch State(err) {
	case "40001", "40P01": // serialization_failure, deadlock_detected
		return true
	}
	return false
}

// Exists says whether err means that somebody else has just made what was to be made.
func Exists(err error) bool {
	switch State(err) {
	case "23505", "42P07", "42710": // unique_violation, duplicate_table, duplicate_object
		return true
	}
	return false
}

// NoTable says whether err means that a table is not there.
func NoTable(err error) bool { return State(err) == "42P01" }
