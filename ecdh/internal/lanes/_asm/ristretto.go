package main

// The group of RFC 9496 in lanes: decoding, the one-way map and encoding
// up to and after the powers that they need. The names are the RFC's.

// product sets dst = x·y, in a stage of its own.
func (p *program) product(dst, x, y element) {
	p.mul(dst, p.limbsOf(x), p.limbsOf(y))
	p.next()
}

// sqrtStart sets, for SQRT_RATIO_M1 (RFC 9496, Section 4.2), uv3 = u·v³ and
// w = u·v⁷, of which the caller takes the power. A nil u is 1.
func (p *program) sqrtStart(uv3, w, u *element, v, tmp element) {
	p.sqr(tmp, p.limbsOf(v))
	p.next()
	p.product(*uv3, tmp, v)
	p.sqr(tmp, p.limbsOf(*uv3))
	p.next()
	if u == nil {
		p.product(*w, tmp, v)
		return
	}
	p.product(tmp, tmp, v)
	p.product(*w, tmp, *u)
	p.product(*uv3, *uv3, *u)
}

// Elements of a decoding in progress.
const (
	decS = iota
	decU1
	decU2
	decV
	decW  // v·u2²
	decW3 // w³
	decTmp
	decGood // masks, in the first limb
	decodingSize
)

func ristrettoFunctions(o *output) {
	o.function("decodeStart",
		"decodeStart begins to decode eight strings, of which src is the first, and\n"+
			"sets the element whose power decodeFinish needs.",
		[]arg{{"d", "*decoding", "BX"}, {"w", "*element", "AX"}, {"src", "*[32]byte", "SI"}},
		func(f *function) { f.body("", (*program).decodeStart) })
	o.function("decodeFinish",
		"decodeFinish sets the points, given the power, and bit i of bad for each\n"+
			"string that encodes none or the identity.",
		[]arg{{"p", "*point", "DI"}, {"bad", "*byte", "SI"}, {"d", "*decoding", "BX"}, {"power", "*element", "AX"}},
		func(f *function) { f.body("", (*program).decodeFinish) })
	o.function("mapStart",
		"mapStart begins to map eight strings of 64 bytes, given as big-endian words,\n"+
			"to points, and sets the elements whose powers mapFinish needs.",
		[]arg{{"m", "*[2]mapping", "BX"}, {"w", "*[2]element", "AX"}, {"uniform", "*[8]vector", "SI"}},
		func(f *function) {
			f.body("", func(p *program) {
				p.streams(2, func(i int) { p.mapStart(i) })
			})
		})
	o.function("mapFinish",
		"mapFinish sets the points, given the powers.",
		[]arg{{"p", "*point", "DI"}, {"m", "*[2]mapping", "SI"}, {"powers", "*[2]element", "AX"}, {"a", "*area", "BX"}},
		func(f *function) {
			f.body(" maps", func(p *program) {
				p.streams(2, func(i int) { p.mapFinish(i) })
			})
			f.body(" sum", (*program).sumOfMaps)
		})
	o.function("encodeStart",
		"encodeStart doubles the points, replaces them by the factors of the result, and\n"+
			"multiplies product by what has to be inverted to encode them.",
		[]arg{{"p", "*point", "DI"}, {"e", "*encoding", "SI"}, {"product", "*element", "AX"}, {"a", "*area", "BX"}},
		func(f *function) { f.body("", (*program).encodeStart) })
	o.function("encodeFinish",
		"encodeFinish writes the encodings, dst being the first. It takes the inverse of the product up to\n"+
			"this group, and leaves that of the product before.",
		[]arg{{"dst", "*[32]byte", "CX"}, {"p", "*point", "DI"}, {"e", "*encoding", "SI"}, {"inverse", "*element", "AX"}, {"a", "*area", "BX"}},
		func(f *function) { f.body("", (*program).encodeFinish) })
}

// decodeStart is RFC 9496, Section 4.3.1, up to the power in SQRT_RATIO_M1.
func (p *program) decodeStart() {
	e := func(i int) element { return at("BX", i) }
	w := isa.limbs.fromBytes(p, "SI")
	s := isa.limbs.unpack(p, w)
	p.save(e(decS), s)
	p.next()
	// s has to be canonical, which leaves the top bit clear, not negative, and
	// not zero, which would be the identity.
	c := p.canonical(s)
	differ := p.shr(w[3], 63)
	for i := range c {
		differ = p.bitOr(differ, p.bitXor(c[i], s[i]))
	}
	good := p.bitAndNot(p.bitOr(p.odd(s[0]), p.isZeroColumns(s)), p.isZero(differ))
	p.store(e(decGood).limb(0), good)
	p.next()

	// ss = s², u1 = 1 − ss, u2 = 1 + ss
	ss := p.square(p.limbsOf(e(decS)), noBias)
	p.save(e(decU1), p.carried(p.from(one, ss)))
	p.save(e(decU2), p.carried(p.plus(ss, words(one))))
	p.next()
	// v = −(D·u1²) − u2²
	p.sqr(e(decTmp), p.limbsOf(e(decU1)))
	p.next()
	du1 := p.multiply(p.limbsOf(e(decTmp)), p.constant(curveD), noBias)
	p.keep(e(decW), du1)
	p.next()
	u2Sqr := p.square(p.limbsOf(e(decU2)), noBias)
	p.save(e(decTmp), p.carried(u2Sqr))
	p.save(e(decV), p.carried(p.negated(p.addColumns(p.kept(e(decW)), u2Sqr))))
	p.next()
	// (was_square, invsqrt) = SQRT_RATIO_M1(1, v·u2²)
	p.product(e(decW), e(decV), e(decTmp))
	w3, power := e(decW3), at("AX", 0)
	p.sqrtStart(&w3, &power, nil, e(decW), e(decTmp))
}

// decodeFinish is the rest of it. No absolute value of invsqrt is needed,
// because it comes into y twice and x is made non-negative.
func (p *program) decodeFinish() {
	e := func(i int) element { return at("BX", i) }
	x, y, z, t := at("DI", 0), at("DI", 1), at("DI", 2), at("DI", 3)
	invsqrt, tmp := e(decW3), e(decTmp)

	// r = w³·(w⁷)^((p−5)/8), check = w·r² is 1, −1, i or −i
	p.product(tmp, e(decW3), at("AX", 0))
	p.sqr(e(decW3), p.limbsOf(tmp))
	p.next()
	check := p.canonical(p.multiply(p.limbsOf(e(decW3)), p.limbsOf(e(decW)), noBias))
	correct, flipped := p.equals(check, one), p.equals(check, negate(one))
	p.store(e(decGood).limb(0), p.bitAnd(
		p.load(e(decGood).limb(0), 0, 1<<64-1, false), p.bitOr(correct, flipped)))
	p.store(e(decGood).limb(1), flipped)
	p.next()
	ri := p.carried(p.multiply(p.limbsOf(tmp), p.constant(sqrtM1), noBias))
	p.save(invsqrt, p.chooseColumns(p.reload(e(decGood).limb(1)), ri, p.limbsOf(tmp)))
	p.next()

	// den_x = invsqrt·u2, den_y = invsqrt·den_x·v
	p.product(tmp, invsqrt, e(decU2))
	p.product(invsqrt, invsqrt, tmp)
	p.product(invsqrt, invsqrt, e(decV))
	// x = |2·s·den_x|
	sx := p.multiply(p.limbsOf(e(decS)), p.limbsOf(tmp), noBias)
	p.save(x, p.abs(p.double(sx)))
	p.next()
	// y = u1·den_y, t = x·y
	yy := p.multiply(p.limbsOf(e(decU1)), p.limbsOf(invsqrt), noBias)
	p.save(y, p.carried(yy))
	yZero := p.isZeroColumns(p.canonical(yy))
	p.store(e(decGood).limb(1), yZero)
	p.next()
	tt := p.multiply(p.limbsOf(x), p.limbsOf(y), noBias)
	p.save(t, p.carried(tt))
	bad := p.bitOr(p.isNegative(tt), p.reload(e(decGood).limb(1)))
	good := p.bitAndNot(bad, p.reload(e(decGood).limb(0)))
	p.storeSigns(mem{"SI", 0}, p.bitXor(good, p.konst(1<<64-1)))
	p.save(z, p.starts(words(one)))
}

// Elements of a map in progress.
const (
	mapT = iota
	mapR
	mapU
	mapV
	mapUV3
	mapTmp
	mapTmp2
	mapS
	mapW0 // the four factors of the result
	mapW1
	mapW2
	mapW3
	mapFlags // masks
	mappingSize
)

// mapStart is MAP of RFC 9496, Section 4.3.4, up to the power in
// SQRT_RATIO_M1, for half i of the strings.
func (p *program) mapStart(i int) {
	e := func(n int) element { return at("BX", i*mappingSize+n) }
	var w [4]*value
	for n := range w {
		w[n] = p.reverseBytes(p.load(mem{"SI", vectorSize() * (4*i + n)}, 0, 1<<64-1, false))
	}
	p.save(e(mapT), isa.limbs.unpack(p, w))
	p.next()
	// r = SQRT_M1·t²
	p.sqr(e(mapTmp), p.limbsOf(e(mapT)))
	p.next()
	r := p.multiply(p.limbsOf(e(mapTmp)), p.constant(sqrtM1), noBias)
	p.save(e(mapR), p.carried(r))
	p.save(e(mapTmp), p.carried(p.plus(r, words(one))))
	p.save(e(mapTmp2), p.carried(p.plus(r, words(curveD))))
	p.next()
	// u = (r + 1)·ONE_MINUS_D_SQ
	p.mul(e(mapU), p.limbsOf(e(mapTmp)), p.constant(oneMinusDSq))
	p.next()
	// v = (−1 − r·D)·(r + D)
	rd := p.multiply(p.limbsOf(e(mapR)), p.constant(curveD), noBias)
	p.save(e(mapTmp), p.carried(p.from(negate(one), rd)))
	p.next()
	p.product(e(mapV), e(mapTmp), e(mapTmp2))
	// (was_square, s) = SQRT_RATIO_M1(u, v)
	uv3, power, u := e(mapUV3), at("AX", i), e(mapU)
	p.sqrtStart(&uv3, &power, &u, e(mapV), e(mapTmp))
}

// mapFinish is the rest of MAP for half i, up to the four last products.
func (p *program) mapFinish(i int) {
	e := func(n int) element { return at("SI", i*mappingSize+n) }
	wasSquare := e(mapFlags).limb(0)

	// r = u·v³·(u·v⁷)^((p−5)/8), check = v·r²
	p.product(e(mapS), e(mapUV3), at("AX", i))
	p.sqr(e(mapTmp), p.limbsOf(e(mapS)))
	p.next()
	check := p.carried(p.multiply(p.limbsOf(e(mapTmp)), p.limbsOf(e(mapV)), noBias))
	p.save(e(mapTmp), check)
	p.next()
	// correct: check = u; flipped: check = −u; flipped_i: check = −u·SQRT_M1
	ui := p.multiply(p.limbsOf(e(mapU)), p.constant(sqrtM1), noBias)
	flippedI := p.isZeroColumns(p.canonical(p.addColumns(ui, p.clean(e(mapTmp)))))
	p.store(e(mapFlags).limb(1), flippedI)
	p.next()
	flipped := p.isZeroColumns(p.canonical(p.addColumns(p.clean(e(mapU)), p.clean(e(mapTmp)))))
	p.store(e(mapFlags).limb(2), p.bitOr(flipped, p.reload(e(mapFlags).limb(1))))
	p.store(e(mapFlags).limb(1), flipped)
	p.next()
	correct := p.isZeroColumns(p.canonical(p.minus(p.clean(e(mapU)), p.clean(e(mapTmp)))))
	p.store(wasSquare, p.bitOr(correct, p.reload(e(mapFlags).limb(1))))
	p.next()
	// r = |SQRT_M1·r if flipped or flipped_i, else r|
	ri := p.carried(p.multiply(p.limbsOf(e(mapS)), p.constant(sqrtM1), noBias))
	r := p.chooseColumns(p.reload(e(mapFlags).limb(2)), ri, p.limbsOf(e(mapS)))
	p.save(e(mapS), p.abs(p.cleaned(r)))
	p.next()

	// s = r if was_square else −|r·t|
	st := p.abs(p.multiply(p.limbsOf(e(mapS)), p.limbsOf(e(mapT)), noBias))
	st = p.carried(p.negated(p.cleaned(st)))
	p.save(e(mapS), p.chooseColumns(p.reload(wasSquare), p.limbsOf(e(mapS)), st))
	p.next()
	// c = −1 if was_square else r, N = c·(r − 1)·D_MINUS_ONE_SQ − v
	c := p.chooseColumns(p.reload(wasSquare), p.starts(words(negate(one))), p.limbsOf(e(mapR)))
	rMinus1 := p.carried(p.plus(p.clean(e(mapR)), words(negate(one))))
	p.mul(e(mapTmp), c, rMinus1)
	p.next()
	n := p.multiply(p.limbsOf(e(mapTmp)), p.constant(dMinusOneSq), noBias)
	p.save(e(mapTmp), p.carried(p.minus(n, p.clean(e(mapV)))))
	p.next()
	// w0 = 2·s·v
	sv := p.multiply(p.limbsOf(e(mapS)), p.limbsOf(e(mapV)), noBias)
	p.save(e(mapW0), p.carried(p.double(sv)))
	p.next()
	// w1 = N·SQRT_AD_MINUS_ONE
	p.mul(e(mapW1), p.limbsOf(e(mapTmp)), p.constant(sqrtADMinusOne))
	p.next()
	// w2 = 1 − s², w3 = 1 + s²
	ss := p.square(p.limbsOf(e(mapS)), noBias)
	p.save(e(mapW2), p.carried(p.from(one, ss)))
	p.save(e(mapW3), p.carried(p.plus(ss, words(one))))
}

// sumOfMaps adds the two points (w0·w3 : w2·w1 : w1·w3 : w0·w2).
func (p *program) sumOfMaps() {
	s := scratch{0}
	e := func(i, n int) element { return at("SI", i*mappingSize+n) }
	factors := func(i int) {
		p.save(s.at(tmpE), p.limbsOf(e(i, mapW0)))
		p.save(s.at(tmpF), p.limbsOf(e(i, mapW3)))
		p.save(s.at(tmpG), p.limbsOf(e(i, mapW1)))
		p.save(s.at(tmpH), p.limbsOf(e(i, mapW2)))
		p.next()
	}
	factors(0)
	p.toAdd(s, s.at(accX), s.at(accY))
	p.toAddZT(s, s.at(accZ), s.at(accW))
	factors(1)
	second := func(n int) element { return s.at(table + n) }
	p.toAdd(s, second(entryP), second(entryM))
	zz := p.multiply(p.limbsOf(s.at(tmpF)), p.limbsOf(s.at(tmpG)), noBias)
	p.save(second(entryZ), p.carried(p.double(zz)))
	p.next()
	p.product(s.at(tmp1), s.at(tmpE), s.at(tmpH))
	p.mul(second(entryT), p.limbsOf(s.at(tmp1)), p.constant(twoD))
	p.next()
	p.addCore(s,
		p.addend(s.at(accX), s.at(accY), s.at(accZ), s.at(accW)),
		p.addend(second(entryP), second(entryM), second(entryZ), second(entryT)), "")
	p.product(at("DI", 0), s.at(tmpE), s.at(tmpF))
	p.product(at("DI", 1), s.at(tmpG), s.at(tmpH))
	p.product(at("DI", 2), s.at(tmpF), s.at(tmpG))
	p.product(at("DI", 3), s.at(tmpE), s.at(tmpH))
}

// Elements of an encoding in progress.
const (
	encEH = iota // T of the doubled point
	encFG        // Z, or 0 if the point is the identity
	encThis
	encBefore
	encodingSize
)

// encodeStart doubles a point. Twice a point is (X : Y : Z) = (E·F : G·H : F·G)
// with x = E/G and y = H/F, and its encoding needs 1/Z and 1/T only: see
// encodeFinish. The product of both is what goes into the common inversion,
// with 1 for 0.
func (p *program) encodeStart() {
	s := scratch{0}
	x, y, z := at("DI", 0), at("DI", 1), at("DI", 2)
	e := func(i int) element { return at("SI", i) }
	p.save(s.at(accW), p.carried(p.addColumns(p.clean(x), p.clean(y))))
	p.next()
	p.doubleCore(s, x, y, z, s.at(accW))
	for i := range 4 {
		p.save(at("DI", i), p.limbsOf(s.at(tmpE+i)))
	}
	p.product(e(encEH), s.at(tmpE), s.at(tmpH))
	p.product(e(encFG), s.at(tmpF), s.at(tmpG))
	zt := p.multiply(p.limbsOf(e(encEH)), p.limbsOf(e(encFG)), noBias)
	isZero := p.isZeroColumns(p.canonical(zt))
	p.store(s.at(tmp0).limb(0), isZero)
	p.save(e(encThis), p.chooseColumns(isZero, p.starts(words(one)), p.carried(zt)))
	p.next()
	p.save(e(encFG), p.chooseColumns(p.reload(s.at(tmp0).limb(0)), p.starts(noBias), p.limbsOf(e(encFG))))
	before := p.limbsOf(at("AX", 0))
	p.save(e(encBefore), before)
	p.next()
	p.product(at("AX", 0), e(encBefore), e(encThis))
}

// encodeFinish is RFC 9496, Section 4.3.2, for a doubled point, whose inverse
// square root is known up to a sign:
//
//	den_inv·(z − y) = INVSQRT_A_MINUS_D·(F − H)/E     if x·y is not negative,
//	                = SQRT_M1·(SQRT_M1·G + E)/H       if it is,
//
// where the sign of y has to be changed before if x is negative. With 1/E and
// 1/H as H/T and E/T:
func (p *program) encodeFinish() {
	e := func(i int) element { return at("SI", i) }
	tmp := func(i int) element { return scratch{0}.at(table + i) }
	E, F, G, H := at("DI", 0), at("DI", 1), at("DI", 2), at("DI", 3)
	inverse := at("AX", 0)
	zInv, tInv, ee, gg, hh := tmp(0), tmp(1), tmp(2), tmp(3), tmp(4)
	rotated := tmp(5).limb(0)

	p.product(tmp(6), inverse, e(encBefore))
	p.product(inverse, inverse, e(encThis))
	// 1/Z = T·(1/TZ), 1/T = Z·(1/TZ)
	p.product(zInv, e(encEH), tmp(6))
	p.product(tInv, e(encFG), tmp(6))
	// rotate = IS_NEGATIVE(T/Z)
	rotate := p.isNegative(p.multiply(p.limbsOf(e(encEH)), p.limbsOf(zInv), noBias))
	p.store(rotated, rotate)
	p.next()
	// e = H, g = −E, h = SQRT_M1·G if rotate else E, H, F
	p.save(ee, p.chooseColumns(p.reload(rotated), p.limbsOf(H), p.limbsOf(E)))
	p.next()
	p.save(gg, p.chooseColumns(p.reload(rotated), p.carried(p.negated(p.clean(E))), p.limbsOf(H)))
	p.next()
	gi := p.carried(p.multiply(p.limbsOf(G), p.constant(sqrtM1), noBias))
	p.save(hh, p.chooseColumns(p.reload(rotated), gi, p.limbsOf(F)))
	p.next()
	// g = −g if IS_NEGATIVE(h·e/Z)
	p.product(tmp(6), hh, ee)
	negative := p.isNegative(p.multiply(p.limbsOf(tmp(6)), p.limbsOf(zInv), noBias))
	g := p.clean(gg)
	g = p.chooseColumns(negative, p.carried(p.negated(g)), g)
	p.save(gg, g)
	p.next()
	// s = |(h − g)·magic·g/T| with magic = SQRT_M1 if rotate else INVSQRT_A_MINUS_D
	p.save(ee, p.carried(p.minus(p.clean(hh), p.clean(gg))))
	p.next()
	p.product(gg, gg, tInv)
	magic := p.chooseColumns(p.reload(rotated), p.starts(words(sqrtM1)), p.starts(words(invsqrtAMinusD)))
	p.mul(hh, p.limbsOf(gg), magic)
	p.next()
	s := p.abs(p.multiply(p.limbsOf(hh), p.limbsOf(ee), noBias))
	isa.limbs.toBytes(p, "CX", isa.limbs.pack(p, p.canonical(p.cleaned(s))))
}
