package deviate

// Platforms are those that the simulations run on: one that is hardly larger than it may be, and one of a million
// groups, nearly half of which have more than one identifier, with sentinels by either rule. A section of 1,000 groups
// is the smallest there may be.
func Platforms() []*Platform {
	million := map[int]int{1: 550_000, 2: 350_000, 4: 90_000, 8: 9000, 16: 1000}
	return []*Platform{
		Groups("10,000 groups", ByGroups, map[int]int{1: 6000, 2: 3000, 4: 1000}),
		Groups("1,000,000 groups", ByGroups, million),
		Groups("1,000,000 groups, sentinels by elements", ByElements, million),
	}
}
