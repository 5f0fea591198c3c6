package deviate

// User is an account: the identifiers that it holds, and whether each is verified for it.
type User map[string]bool

// Group forms contact groups by the rules of the dataset: sharing joins where the identifier is verified for each of
// those who are joined, an identifier that more than 4 share is nobody's, and a component with more than 16 identifiers
// falls apart into its users, without what they share. It returns the identifiers of each group.
func Group(users []User) (groups []map[string]bool) {
	holders := map[string][]int{}
	for i, u := range users {
		for x := range u {
			holders[x] = append(holders[x], i)
		}
	}
	own := make([]map[string]bool, len(users)) // what each keeps
	shared := map[string][]int{}
	for i := range users {
		own[i] = map[string]bool{}
	}
	for x, hold := range holders {
		if len(hold) > 1 {
			var verified []int
			for _, i := range hold {
				if users[i][x] {
					verified = append(verified, i)
				}
			}
			hold = verified
		}
		if len(hold) > 4 {
			continue
		}
		if len(hold) > 1 {
			shared[x] = hold
		}
		for _, i := range hold {
			own[i][x] = true
		}
	}
	seen := make([]bool, len(users))
	for i := range users {
		if seen[i] {
			continue
		}
		seen[i] = true
		component, all := []int{i}, map[string]bool{}
		for n := 0; n < len(component); n++ {
			for x := range own[component[n]] {
				all[x] = true
				for _, j := range shared[x] {
					if !seen[j] {
						seen[j] = true
						component = append(component, j)
					}
				}
			}
		}
		if len(all) <= 16 {
			groups = append(groups, all)
			continue
		}
		for _, j := range component {
			alone := map[string]bool{}
			for x := range own[j] {
				if shared[x] == nil {
					alone[x] = true
				}
			}
			groups = append(groups, alone)
		}
	}
	return groups
}

// Hit is how many groups hold one of the identifiers.
func Hit(groups []map[string]bool, list map[string]bool) (n int) {
	for _, g := range groups {
		for x := range g {
			if list[x] {
				n++
				break
			}
		}
	}
	return n
}
