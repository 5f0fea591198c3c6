// Package contract tells tests whether what a server takes and sends is what openapi.json describes.
package contract

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Contract is an OpenAPI document. It is safe for concurrent use.
type Contract struct {
	doc   map[string]any
	paths []string // longest first, and those without parameters before others
	// schemas are the components, by name. An object has no other properties than its schema, although a client ignores
	// what it does not know: a server must not send what nobody described.
	schemas map[string]*jsonschema.Schema
	inline  func(pointer string) (*jsonschema.Schema, error)
}

// Open reads openapi.json.
func Open(path string) (*Contract, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	c := &Contract{schemas: map[string]*jsonschema.Schema{}}
	c.doc = at(parsed)
	schemas := at(c.doc, "components", "schemas")
	for _, s := range schemas {
		closeObjects(s)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	const name = "openapi.json"
	if err := compiler.AddResource(name, parsed); err != nil {
		return nil, err
	}
	c.inline = func(pointer string) (*jsonschema.Schema, error) { return compiler.Compile(name + "#" + pointer) }
	for x := range schemas {
		if c.schemas[x], err = c.inline("/components/schemas/" + x); err != nil {
			return nil, err
		}
	}
	for p := range at(c.doc, "paths") {
		c.paths = append(c.paths, p)
	}
	slices.SortFunc(c.paths, func(a, b string) int { return strings.Count(a, "{") - strings.Count(b, "{") })
	return c, nil
}

// closeObjects adds "additionalProperties": false to each schema of an object.
func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, said := v["additionalProperties"]; !said && v["type"] == "object" {
			v["additionalProperties"] = false
		}
		for _, x := range v {
			closeObjects(x)
		}
	case []any:
		for _, x := range v {
			closeObjects(x)
		}
	}
}

// at walks down objects; what is not there is empty.
func at(v any, names ...string) map[string]any {
	m, _ := v.(map[string]any)
	for _, n := range names {
		m, _ = m[n].(map[string]any)
	}
	return m
}

// Check validates JSON text against a component's schema.
func (c *Contract) Check(schema string, text []byte) error {
	s := c.schemas[schema]
	if s == nil {
		return fmt.Errorf("openapi.json has no schema %q", schema)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return s.Validate(v)
}

// Exchange is a request and its answer.
type Exchange struct {
	Method string
	URL    *url.URL
	Header http.Header // of the request
	Body   []byte      // of the request, if it is JSON
	Status int
	Answer http.Header
	Text   []byte // of the answer, if it is JSON
}

// CheckExchange says what in an exchange is not as described. A request that was refused may be anything.
func (c *Contract) CheckExchange(x *Exchange) error {
	item, values := c.find(x.URL.EscapedPath())
	op := at(item, strings.ToLower(x.Method))
	switch {
	case x.Method == http.MethodHead && x.Status == http.StatusBadRequest:
		return nil // its answer has no body
	case x.Status/100 != 2:
		return c.checkFailure(x)
	case op == nil:
		return errors.New("openapi.json has no such resource")
	}
	if err := c.checkRequest(op, values, x); err != nil {
		return fmt.Errorf("the request was taken: %w", err)
	}
	if err := c.checkAnswer(op, x); err != nil {
		return fmt.Errorf("the answer: %w", err)
	}
	return nil
}

// find is the path item for a path, and the values of its parameters.
func (c *Contract) find(path string) (item map[string]any, values map[string]string) {
	for _, template := range c.paths {
		if v, ok := match(template, path); ok {
			return at(c.doc, "paths", template), v
		}
	}
	return nil, nil
}

// match compares a path with a template, whose last parameter may be {file}, with slashes in it.
func match(template, path string) (map[string]string, bool) {
	values := map[string]string{}
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	for i, w := range want {
		if i >= len(got) {
			return nil, false
		}
		name, isName := strings.CutPrefix(w, "{")
		name = strings.TrimSuffix(name, "}")
		switch {
		case isName && name == "file":
			values[name] = strings.Join(got[i:], "/")
			return values, true
		case isName:
			v, err := url.PathUnescape(got[i])
			if err != nil {
				return nil, false
			}
			values[name] = v
		case w != got[i]:
			return nil, false
		}
	}
	return values, len(want) == len(got)
}

// checkRequest checks parameters and body.
func (c *Contract) checkRequest(op map[string]any, values map[string]string, x *Exchange) error {
	query := x.URL.Query()
	list, _ := op["parameters"].([]any)
	for _, p := range list {
		p := at(p)
		name, _ := p["name"].(string)
		var v string
		switch p["in"] {
		case "path":
			v = values[name]
		case "query":
			v = query.Get(name)
			delete(query, name)
		case "header":
			v = x.Header.Get(name)
		}
		if err := c.checkText(at(p, "schema"), v); err != nil {
			return fmt.Errorf("parameter %s: %w", name, err)
		}
	}
	if len(query) > 0 {
		return errors.New("it has query parameters that are not described")
	}
	content := at(op, "requestBody", "content")
	mediaType := x.Header.Get("Content-Type")
	if content == nil {
		return nil
	}
	media, ok := content[mediaType]
	if !ok {
		return fmt.Errorf("its type %q is not described", mediaType)
	}
	return c.checkJSON(media, x.Body)
}

// checkText validates a parameter.
func (c *Contract) checkText(schema map[string]any, v string) error {
	if ref, ok := schema["$ref"].(string); ok {
		return c.schemas[strings.TrimPrefix(ref, "#/components/schemas/")].Validate(v)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("parameter", schema); err != nil {
		return err
	}
	s, err := compiler.Compile("parameter")
	if err != nil {
		return err
	}
	return s.Validate(v)
}

// checkAnswer checks status, type and body of an answer that is not a failure.
func (c *Contract) checkAnswer(op map[string]any, x *Exchange) error {
	answer := at(op, "responses", fmt.Sprint(x.Status))
	if answer == nil {
		return fmt.Errorf("its status %d is not described", x.Status)
	}
	content := at(answer, "content")
	mediaType := x.Answer.Get("Content-Type")
	media, ok := content[mediaType]
	if !ok && (content != nil || mediaType != "") {
		return fmt.Errorf("its type %q is not described", mediaType)
	}
	return c.checkJSON(media, x.Text)
}

// checkJSON validates a body against what the media type refers to, if that has a schema.
func (c *Contract) checkJSON(media any, text []byte) error {
	ref, ok := at(media, "schema")["$ref"].(string)
	if !ok {
		return nil
	}
	return c.Check(strings.TrimPrefix(ref, "#/components/schemas/"), text)
}

// checkFailure checks an error and its status.
func (c *Contract) checkFailure(x *Exchange) error {
	if t := x.Answer.Get("Content-Type"); t != "application/json" {
		return fmt.Errorf("a failure with status %d has type %q", x.Status, t)
	}
	if err := c.Check("Error", x.Text); err != nil {
		return fmt.Errorf("a failure: %w", err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(x.Text))
	if err != nil {
		return err
	}
	code, _ := at(v)["code"].(string)
	statuses, _ := at(c.doc, "components", "schemas", "Code", "x-status")[code].([]any)
	for _, s := range statuses {
		if fmt.Sprint(s) == fmt.Sprint(x.Status) {
			return nil
		}
	}
	return fmt.Errorf("code %q has status %d", code, x.Status)
}

// Operation is the operationId of a request, or "".
func (c *Contract) Operation(method, path string) string {
	item, _ := c.find(path)
	id, _ := at(item, strings.ToLower(method))["operationId"].(string)
	return id
}

// Operations lists the operationIds of all requests.
func (c *Contract) Operations() (all []string) {
	for _, path := range c.paths {
		for _, op := range at(c.doc, "paths", path) {
			id, _ := at(op)["operationId"].(string)
			all = append(all, id)
		}
	}
	slices.Sort(all)
	return all
}
