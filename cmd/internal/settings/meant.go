package settings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/internal/nearest"
)

// meant is the end of an error about a setting that is none of those known where it stands, in a section or (section "")
// at the top of the file: where it belongs, or which one it may be.
func (s *Settings) meant(section, name string, known []string) string {
	if slices.Contains(never, name) {
		return ": it says what is to be done at one time, and belongs on the command line"
	}
	if section != "" && slices.Contains(s.Shared, name) {
		return ": it belongs at the top of the file, outside of the sections"
	}
	if in := s.sectionsOf(name); len(in) > 0 {
		return fmt.Sprintf(": it belongs in the section %s", strings.Join(in, " or "))
	}
	if text := nearest.Meant(name, known); text != "" {
		return text
	}
	for _, other := range s.Sections {
		if n := nearest.Name(name, s.flags(other)); n != "" {
			return fmt.Sprintf(", did you mean %q in the section %s?", n, other)
		}
	}
	return ""
}

// sectionsOf are the sections that have a setting.
func (s *Settings) sectionsOf(name string) (all []string) {
	for _, section := range s.Sections {
		if slices.Contains(s.flags(section), name) {
			all = append(all, section)
		}
	}
	return all
}

// meantVariable says which variable one may be that is none.
func (s *Settings) meantVariable(name string, known []string) string {
	flag := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, Variable("", "")), "_", "-"))
	var in []string
	for _, section := range s.sectionsOf(flag) {
		in = append(in, Variable(section, flag)+" is that of "+section)
	}
	if in != nil {
		return ": " + strings.Join(in, ", ")
	}
	return nearest.Meant(name, known)
}
