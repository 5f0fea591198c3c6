package dataset

import (
	"encoding/binary"
	"fmt"
	"iter"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
)

// GroupClass counts the contact groups whose elements fit into a width, and into no narrower one.
type GroupClass struct {
	Width int    // 1, 2, 4, 8 or 16
	First uint64 // number of the first; the others follow
	Count uint64
}

// Groups lists the classes that have groups, from the narrowest on. Groups are numbered from 0 over all of them.
func (s *Stored) Groups() []GroupClass {
	var classes []GroupClass
	first := uint64(0)
	for i, n := range s.m.Classes {
		if n > 0 {
			classes = append(classes, GroupClass{Width: groupWidths[i], First: first, Count: n})
		}
		first += n
	}
	return classes
}

// GroupRecord is a contact group with its elements.
type GroupRecord struct {
	Number   uint64         // of the group
	Elements []ecdh.Element // ascending
	Numbers  []uint64       // of the elements
}

// GroupRecords yields the groups of a width in order, in one pass over a file. Of the records, the slices are valid until
// the following one. An error ends the sequence. It can be ranged over any number of times.
func (s *Stored) GroupRecords(width int) iter.Seq2[GroupRecord, error] {
	return func(yield func(GroupRecord, error) bool) {
		if err := s.eachGroup(width, func(g GroupRecord) bool { return yield(g, nil) }); err != nil {
			yield(GroupRecord{}, err)
		}
	}
}

// class finds a class by one of its groups' numbers, or by its width.
func (s *Stored) class(is func(GroupClass) bool) (GroupClass, bool) {
	classes := s.Groups()
	i := slices.IndexFunc(classes, is)
	if i < 0 {
		return GroupClass{}, false
	}
	return classes[i], true
}

// eachGroup calls f until it returns false.
func (s *Stored) eachGroup(width int, f func(GroupRecord) bool) error {
	c, ok := s.class(func(c GroupClass) bool { return c.Width == width })
	if !ok {
		return nil
	}
	in, err := s.stream(groupsName(width))
	if err != nil {
		return err
	}
	defer in.close()
	b := make([]byte, groupRecordWidth(width))
	g := GroupRecord{Elements: make([]ecdh.Element, width), Numbers: make([]uint64, width)}
	for n := c.First; n < c.First+c.Count; n++ {
		if err := in.full(b); err != nil {
			return err
		}
		if err := s.decodeGroup(&g, c, n, b); err != nil {
			return err
		}
		if !f(g) {
			return nil
		}
	}
	return nil
}

// Group returns the numbers of a group's elements, ascending: that at i is in slot i of the group's record.
func (s *Stored) Group(number uint64) (elements []uint64, err error) {
	c, ok := s.class(func(c GroupClass) bool { return number-c.First < c.Count })
	if !ok {
		return nil, fmt.Errorf("group %d of %d", number, s.m.Grouping.Groups)
	}
	b := make([]byte, groupRecordWidth(c.Width))
	if err := s.readAt(groupsName(c.Width), b, (number-c.First)*uint64(len(b))); err != nil {
		return nil, err
	}
	g := GroupRecord{Elements: make([]ecdh.Element, c.Width), Numbers: make([]uint64, c.Width)}
	if err := s.decodeGroup(&g, c, number, b); err != nil {
		return nil, err
	}
	return g.Numbers, nil
}

// decodeGroup reads a record into g, whose slices have room for the class's width.
func (s *Stored) decodeGroup(g *GroupRecord, c GroupClass, number uint64, b []byte) error {
	g.Number = binary.BigEndian.Uint64(b)
	k := int(b[8])
	if g.Number != number || k > c.Width || k <= c.Width/2 {
		return s.badGroup(c, number)
	}
	g.Elements, g.Numbers = g.Elements[:k], g.Numbers[:k]
	for i := range k {
		slot := b[9+i*slotWidth:]
		g.Elements[i] = ecdh.Element(slot[:elementWidth])
		g.Numbers[i] = binary.BigEndian.Uint64(slot[elementWidth:])
		if g.Numbers[i] >= s.m.Elements || i > 0 && g.Numbers[i] <= g.Numbers[i-1] {
			return s.badGroup(c, number)
		}
	}
	return nil
}

func (s *Stored) badGroup(c GroupClass, number uint64) error {
	return fmt.Errorf("%s is damaged at entry %d", groupsName(c.Width), number-c.First)
}
