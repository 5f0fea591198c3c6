package disclosure

// Lottery picks some of all items, each subset alike, as they come by (Knuth, TAOCP 2, 3.4.2, Algorithm S). It says
// which matches get a released handle. To cut sorted handles off at the end would not do: the largest one would show
// how many there were. It is used from one goroutine.
type Lottery struct{ want, all uint64 }

// NewLottery picks want items of all, which are as many or more.
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
