package identity

// Reject says why a text is not used. The zero value, Accepted, means that it is used. Codes are stable: reports, tests
// and people's scripts rely on them.
type Reject uint8

// The reasons. Their codes and hints are in rejects.
const (
	Accepted Reject = iota
	Empty
	TooLong
	NotUTF8
	ControlCharacter
	InvisibleCharacter
	InnerSpace
	NoAtSign
	SeveralAtSigns
	EmptyLocalPart
	LongLocalPart
	BadLocalPart
	BadDomain
	NoDotInDomain
	LongDomain
	Letters
	Extension
	NoCountry
	UnknownCountry
	CountryDigits
	CountryConflict
	InvalidNumber
	NotE164
	LooksHashed
	BadHash
	MD5Hash
	SHA1Hash
	ExcelScientific
	ExcelDecimal
	ExcelApostrophe
	ExcelFormula
	ExcelError

	// Of phone numbers.
	Ambiguous
	MaskedDigits
	SeveralValues
	StraySymbol
	StrayPlus

	// placeholders, and what no address contains
	Placeholder
	HashOfEmpty
	HashOfPlaceholder
	Symbol

	numRejects
)

var rejects = [numRejects]struct{ code, hint string }{
	Accepted:           {"accepted", ""},
	Empty:              {"empty", "the cell is empty"},
	TooLong:            {"too_long", "no address or number is this long; are the columns right?"},
	NotUTF8:            {"not_utf8", "the bytes are not UTF-8; save the file as CSV UTF-8"},
	ControlCharacter:   {"control_character", "a control character (such as a tab or a NUL) is inside the value"},
	InvisibleCharacter: {"invisible_character", "an invisible character (zero-width space, soft hyphen, text direction mark) is inside the value"},
	InnerSpace:         {"inner_space", "there is a space inside the value; one cell holds one identifier, without a name"},
	NoAtSign:           {"no_at_sign", "an e-mail address has an @"},
	SeveralAtSigns:     {"several_at_signs", "an e-mail address has one @; one cell holds one address"},
	EmptyLocalPart:     {"empty_local_part", "nothing is left before the @"},
	LongLocalPart:      {"long_local_part", "the part before the @ is longer than 64 bytes"},
	BadLocalPart:       {"bad_local_part", "the part before the @ has one of \"(),:;<>[\\]"},
	BadDomain:          {"bad_domain", "the part after the @ is not a domain name"},
	NoDotInDomain:      {"no_dot_in_domain", "the domain has no dot"},
	LongDomain:         {"long_domain", "the domain is longer than 253 bytes"},
	Letters:            {"letters", "a phone number has digits only; letters are not translated"},
	Extension:          {"extension", "a number with an extension is not a person's number"},
	NoCountry:          {"no_country", "the number has no country code; write it as +<country code>…, or name a default region or a country column"},
	UnknownCountry:     {"unknown_country", "the country is neither an ISO 3166 code such as DE nor a known name; vehicle codes such as D and A are not read, and no default region applies to a row that names a country"},
	CountryDigits:      {"country_digits", "the number has no country code and the country column holds digits; it takes ISO 3166 codes such as GB, and names"},
	CountryConflict:    {"country_conflict", "the number has no country code and the row names two countries"},
	InvalidNumber:      {"invalid_number", "this is not a valid number of its country"},
	NotE164:            {"not_e164", "this profile takes + and digits only, as in +442079460000"},
	LooksHashed:        {"looks_hashed", "this looks like a hash in a column of plain values; name the column …_sha256"},
	BadHash:            {"bad_hash", "a SHA-256 is 64 hexadecimal digits or 44 characters of base64"},
	MD5Hash:            {"md5_hash", "this looks like MD5; only SHA-256 is accepted"},
	SHA1Hash:           {"sha1_hash", "this looks like SHA-1; only SHA-256 is accepted"},
	ExcelScientific:    {"excel_scientific", "a spreadsheet has turned the number into 1.6E+10; format the column as text and export again"},
	ExcelDecimal:       {"excel_decimal", "a spreadsheet or script has added a decimal fraction; format the column as text and export again"},
	ExcelApostrophe:    {"excel_apostrophe", "a spreadsheet's leading apostrophe is part of the value; export without it"},
	ExcelFormula:       {"excel_formula", "the value starts like a spreadsheet formula"},
	ExcelError:         {"excel_error", "the cell holds a spreadsheet's error value"},

	Ambiguous:     {"ambiguous", "without its + this is a valid number both at home and with the country code in front; write the +, or say that all numbers carry their country code"},
	MaskedDigits:  {"masked_digits", "some of the digits are masked, as in ***4567"},
	SeveralValues: {"several_values", "there is more than one number in the cell; one cell holds one"},
	StraySymbol:   {"stray_symbol", "a phone number has digits, and spaces, dots, dashes, slashes and brackets between them; another character is inside the value"},
	StrayPlus:     {"stray_plus", "a + may only come before the whole number"},

	Placeholder:       {"placeholder", "this stands for a missing value (null, n/a, test@test.com, …); leave the cell empty"},
	HashOfEmpty:       {"hash_of_empty", "this is the SHA-256 of nothing; the value was missing before it was hashed"},
	HashOfPlaceholder: {"hash_of_placeholder", "this is the SHA-256 of a placeholder such as null; the value was missing before it was hashed"},
	Symbol:            {"symbol", "the address holds a symbol, such as a curly quote, a dash, ®, ™ or an emoji"},
}

// Code is the stable name, such as "no_at_sign".
func (r Reject) Code() string { return rejects[r].code }

// Hint says in a few words what is wrong and what to do.
func (r Reject) Hint() string { return rejects[r].hint }

// String is Code.
func (r Reject) String() string { return r.Code() }

// MarshalText is Code, so that a Reject can be a value and a key in JSON.
func (r Reject) MarshalText() ([]byte, error) { return []byte(r.Code()), nil }

// Rejects lists all reasons but Accepted, in a fixed order.
func Rejects() []Reject {
	all := make([]Reject, 0, numRejects-1)
	for r := Accepted + 1; r < numRejects; r++ {
		all = append(all, r)
	}
	return all
}
