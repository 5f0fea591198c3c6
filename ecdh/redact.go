package ecdh

import (
	"fmt"
	"io"
)

const redacted = "[redacted]"

// Format implements [fmt.Formatter]: under every verb a key is "[redacted]".
func (k Key) Format(f fmt.State, verb rune) { io.WriteString(f, redacted) }

// String returns "[redacted]".
func (k Key) String() string { return redacted }

// MarshalText returns "[redacted]", for encoding/json, log/slog and others. Nothing reads it back.
func (k Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Format implements [fmt.Formatter]: under every verb a scalar is "[redacted]".
func (x Scalar) Format(f fmt.State, verb rune) { io.WriteString(f, redacted) }

// String returns "[redacted]".
func (x Scalar) String() string { return redacted }

// MarshalText returns "[redacted]". Nothing reads it back.
func (x Scalar) MarshalText() ([]byte, error) { return []byte(redacted), nil }
