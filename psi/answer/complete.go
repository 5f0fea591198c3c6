package answer

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Complete refuses a platform's message that lacks a member which has to be there, or has null for it. understood is
// the message as it was read, written again: what is in there has to be in the message, whatever else is. SPEC.md §7.1.
func Complete(message, understood []byte) error {
	got, want := jsontext.Value(message), jsontext.Value(understood)
	if got.Kind() == 'n' && want.Kind() != 'n' {
		return errors.New("null where a value has to be")
	}
	switch want.Kind() {
	case '{':
		var has, needs map[string]jsontext.Value
		if err := errors.Join(json.Unmarshal(got, &has), json.Unmarshal(want, &needs)); err != nil {
			return err
		}
		for name, x := range needs {
			if _, ok := has[name]; !ok {
				return fmt.Errorf("it has no %q", name)
			}
			if err := Complete(has[name], x); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	case '[':
		var has, needs []jsontext.Value
		if err := errors.Join(json.Unmarshal(got, &has), json.Unmarshal(want, &needs)); err != nil {
			return err
		}
		if len(has) < len(needs) {
			return errors.New("an array is shorter than it was read")
		}
		for i, x := range needs {
			if err := Complete(has[i], x); err != nil {
				return err
			}
		}
	}
	return nil
}
