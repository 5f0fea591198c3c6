package disclosure

// Lottery picks a random subset of given size while the items come by (Knuth, TAOCP 2, 3.4.2, Algorithm S). It decides
// which matches get a released handle. Cutting off sorted handles at the end would not do: the largest one would show
// how many there were. It is not safe for concurrent use.
type Lottery struct{ want, all uint64 }

// NewLottery picks want out of all items, where all is at least want.
func NewLottery(want, all uint64) *Lottery { return &Lottery{want, all} }

// Draw says whether the next item is picked. It must not be called more often than there are items.
func (l *Lottery) Draw() bool {
	picked := l.want == l.all || source(random).below(l.all) < l.want
	l.all--
	if picked {
		l.want--
	}
	return picked
}
