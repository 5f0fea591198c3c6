package deviate

import (
	"fmt"
	"math"
	"testing"
)

// Sybils who share the target's number don't reach his group: without a verified number they stay outside, and the
// target counts once.
func TestSybils(t *testing.T) {
	target := User{"number": true, "mail": true}
	for n := range 6 {
		users, list := []User{target}, map[string]bool{"number": true, "mail": true}
		for i := range n {
			own := fmt.Sprintf("sybil %d", i)
			users, list[own] = append(users, User{"number": false, own: true}), true
		}
		with, without := Hit(Group(users), list), Hit(Group(users[1:]), list)
		if with-without != 1 {
			t.Errorf("%d sybils: the target changes the size by %d, want 1", n, with-without)
		}
	}
	// If nothing had to be verified, they would swallow him, and five would dissolve his number.
	users := []User{target, {"number": true, "sybil": true}}
	if with, without := Hit(Group(users), map[string]bool{"mail": true, "sybil": true}), Hit(Group(users[1:]), map[string]bool{"mail": true, "sybil": true}); with != without {
		t.Errorf("a verified number: %d with the target and %d without, want the same", with, without)
	}
}

// piece is a component of 16 identifiers: four that join the users in a tree, and twelve that one user has for
// himself. It has 12 users or 13; user 0 holds link too, if there is one.
func piece(name, link string, n int) (users []User, own []string) {
	users = make([]User, n)
	for i := range users {
		users[i] = User{}
		if i > 0 || n == 12 {
			x := fmt.Sprintf("%s own %d", name, i)
			users[i][x] = true
			own = append(own, x)
		}
	}
	for i := range 4 { // each joins user 0 with three more; the last with two, if there are 12 users
		for _, j := range []int{0, 3*i + 1, 3*i + 2, 3*i + 3} {
			if j < n {
				users[j][fmt.Sprintf("%s shared %d", name, i)] = true
			}
		}
	}
	if link != "" {
		users[0][link] = true
	}
	return users, own
}

// What one user with verified identifiers can change, if the grouping may change with him: 3 for each that he is the
// fifth to hold, 11 for each by which he makes a component too large, and 44 for each that he makes nobody's, which
// splits a component that was too large into four that aren't.
func TestOneUser(t *testing.T) {
	const k = 3
	change := func(build func(i int) (users []User, own []string, link string)) int {
		one := User{}
		var users []User
		list := map[string]bool{}
		for i := range k {
			more, own, link := build(i)
			users, one[link] = append(users, more...), true
			for _, x := range own {
				list[x] = true
			}
		}
		without := Hit(Group(users), list)
		with := Hit(Group(append(users, one)), list)
		return int(math.Abs(float64(with - without)))
	}
	if got := change(func(i int) (users []User, own []string, link string) {
		link = fmt.Sprintf("link %d", i)
		for j := range 4 {
			x := fmt.Sprintf("own %d %d", i, j)
			users, own = append(users, User{x: true, link: true}), append(own, x)
		}
		return users, own, link
	}); got != 3*k {
		t.Errorf("the fifth holder of %d identifiers changes the size by %d, want %d", k, got, 3*k)
	}
	if got := change(func(i int) (users []User, own []string, link string) {
		name := fmt.Sprintf("piece %d", i)
		users, own = piece(name, "", 12)
		return users, own, name + " shared 3"
	}); got != 11*k {
		t.Errorf("making %d components too large changes the size by %d, want %d", k, got, 11*k)
	}
	if got := change(func(i int) (users []User, own []string, link string) {
		link = fmt.Sprintf("link %d", i)
		for j := range 4 {
			more, x := piece(fmt.Sprintf("piece %d %d", i, j), link, 13)
			users, own = append(users, more...), append(own, x...)
		}
		return users, own, link
	}); got != 44*k {
		t.Errorf("splitting %d components changes the size by %d, want %d", k, got, 44*k)
	}
}

// An audience of 99 accounts of one's own and one target, with a floor of 100: without noise it is read if and only if
// the target is a user. With noise, which is paid for, that is e^ε times as likely, and no more.
func TestOwnAudience(t *testing.T) {
	const floor, epsilon = 100, 0.1
	z := math.Exp(-epsilon)
	read := func(size int) float64 { // Pr[size + Z ≥ floor]
		if k := floor - size; k <= 0 {
			return 1 - math.Pow(z, float64(1-k))/(1+z)
		} else {
			return math.Pow(z, float64(k)) / (1 + z)
		}
	}
	for own := 50; own < 150; own++ {
		with, without := read(own+1), read(own)
		if with > without*math.Exp(epsilon)*(1+1e-12) || 1-without > (1-with)*math.Exp(epsilon)*(1+1e-12) {
			t.Errorf("%d accounts: read with %.4f or %.4f, which is over e^ε", own, with, without)
		}
	}
	if exact := func(size int) bool { return size >= floor }; exact(99) || !exact(100) {
		t.Error("the exact floor tells nothing")
	}
}

// Sixteen identifiers are one group, and one more makes it fall apart.
func TestTooLarge(t *testing.T) {
	for _, n := range []int{16, 17} {
		one, other := User{"shared": true}, User{"shared": true}
		for i := 1; i < n; i++ {
			if i%2 == 0 {
				one[fmt.Sprint(i)] = true
			} else {
				other[fmt.Sprint(i)] = true
			}
		}
		groups := Group([]User{one, other})
		if hit := Hit(groups, map[string]bool{"shared": true}); len(groups) != n-15 || hit != 17-n {
			t.Errorf("%d identifiers: %d groups, %d of which have the shared one", n, len(groups), hit)
		}
	}
}
