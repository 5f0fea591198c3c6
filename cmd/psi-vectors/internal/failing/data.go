package failing

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// Dataset and Purpose are what a client asks for.
const (
	Dataset = "users"
	Purpose = "audience-matching"
)

const routeInfo = "/v1/datasets/" + Dataset

// The users: as many have one identifier as two, so that P has two sections. The list has rows of some of them, in
// other spellings, rows of others, and rows twice.
const (
	inSection = 1100
	onlyEmail = 400 // rows of users by their e-mail address
	onlyPhone = 150 // by their phone number
	byBoth    = 150 // of whom there is a row by each: people who count once
	strangers = 250
	twice     = 60
	truth     = onlyEmail + onlyPhone + byBoth
)

const policy = `contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

func email(i int) string { return fmt.Sprintf("person.%d@mail.example", i) }
func phone(i int) string { return fmt.Sprintf("+4915112%06d", i) }

// importUsers makes the dataset.
func importUsers(ctx context.Context, dir, data, suite string) error {
	var users strings.Builder
	users.WriteString("user_id,email,phone,collection_context\n")
	for i := range 2 * inSection {
		if i < inSection {
			fmt.Fprintf(&users, "u%d,%s,,newsletter\n", i, email(i))
		} else {
			fmt.Fprintf(&users, "u%d,%s,%s,newsletter\n", i, email(i), phone(i))
		}
	}
	path := filepath.Join(dir, "users.csv")
	if err := os.WriteFile(path, []byte(users.String()), 0o600); err != nil {
		return err
	}
	rules, err := purpose.Parse([]byte(policy))
	if err != nil {
		return err
	}
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	if err != nil {
		return err
	}
	defer table.Close()
	store, err := platform.OpenDirectory(data, platform.DirectoryConfig{})
	if err != nil {
		return err
	}
	defer store.Close()
	_, err = store.Import(ctx, table, platform.ImportConfig{Dataset: Dataset, Purpose: Purpose, Suite: suite, Policy: rules})
	return err
}

// list is the file that the client under test is given, and the match keys of what is in it.
func list() (csv string, keys [][32]byte, err error) {
	var rows []string
	add := func(email, phone string) { rows = append(rows, email+","+phone) }
	for i := range onlyEmail {
		add(strings.ToUpper(email(i)[:1])+email(i)[1:], "")
	}
	for i := range onlyPhone {
		add("", phone(inSection+i))
	}
	for i := range byBoth {
		add(email(inSection+onlyPhone+i), "")
		add("", phone(inSection+onlyPhone+i))
	}
	for i := range strangers {
		add(email(10_000+i), "")
	}
	for i := range twice {
		add(email(i), "")
	}
	for kind, value := range map[string]func(string) string{
		"email": func(row string) string { return strings.Split(row, ",")[0] },
		"phone": func(row string) string { return strings.Split(row, ",")[1] },
	} {
		t, err := identity.ParseType(kind)
		if err != nil {
			return "", nil, err
		}
		n, err := identity.Default().Normaliser(t, identity.Options{})
		if err != nil {
			return "", nil, err
		}
		for _, row := range rows {
			if text := value(row); text != "" {
				if key, reject := n.Key([]byte(text)); reject == identity.Accepted {
					keys = append(keys, key)
				}
			}
		}
	}
	return "email,phone\n" + strings.Join(rows, "\n") + "\n", keys, nil
}
