// Writes src/table/countries.ts, src/ledger/entryschema.ts, and src/identity/tables.ts from the two tables that are part of SPEC.md, and the Bidi classes of Unicode 15.0.0.
// Those are made anew if the package is there (npm install --no-save @unicode/unicode-15.0.0), and kept otherwise: they
// change only if codepoints.txt does.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const identity = new URL('../../../psi/identity/', import.meta.url)
const lines = (name) =>
  readFileSync(new URL(name, identity), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'))

const codepoints = lines('codepoints.txt')
const inLabel = new Set()
for (const line of codepoints) {
  const [range, cls] = line.split(';')
  if (!'VJO'.includes(cls)) continue
  const [first, last = first] = range.split('..').map((hex) => parseInt(hex, 16))
  for (let c = first; c <= last; c++) inLabel.add(c)
}

const classes = {
  R: 'Right_To_Left', AL: 'Arabic_Letter', AN: 'Arabic_Number', EN: 'European_Number', ES: 'European_Separator',
  CS: 'Common_Separator', ET: 'European_Terminator', ON: 'Other_Neutral', BN: 'Boundary_Neutral', NSM: 'Nonspacing_Mark',
}
const hex = (c) => c.toString(16).toUpperCase()
const out = fileURLToPath(new URL('../src/identity/tables.ts', import.meta.url))

async function bidi() {
  const rows = []
  for (const [short, long] of Object.entries(classes)) {
    const { default: points } = await import(`@unicode/unicode-15.0.0/Bidi_Class/${long}/code-points.mjs`)
    const wanted = points.filter((c) => inLabel.has(c))
    for (let i = 0; i < wanted.length; i++) {
      const first = wanted[i]
      while (wanted[i + 1] === wanted[i] + 1) i++
      rows.push(wanted[i] === first ? `${hex(first)};${short}` : `${hex(first)}..${hex(wanted[i])};${short}`)
    }
  }
  return rows
}

const kept = () => readFileSync(out, 'utf8').match(/export const bidi = String.raw`\n([^`]*)\n`/)[1].split('\n')

const literal = (name, comment, rows) =>
  `\n/** ${comment} */\nexport const ${name} = String.raw\`\n${rows.join('\n').replaceAll('`', '\\`')}\n\`\n`
writeFileSync(out, '// Written by scripts/tables.mjs; do not edit.\n' +
  literal('codepoints', 'psi/identity/codepoints.txt, without its comments.', codepoints) +
  literal('placeholders', 'psi/identity/placeholders.txt, without its comments.', lines('placeholders.txt')) +
  literal('bidi', 'Bidi classes in Unicode 15.0.0 of the code points of classes V, J and O; what is not here is L.', await bidi().catch(kept)))
console.log(out)

// Names of countries, for columns of files: those of psi/dataset/countries.txt, and those that country.go adds, which win.
const dataset = new URL('../../../psi/dataset/', import.meta.url)
const added = [...readFileSync(new URL('country.go', dataset), 'utf8').match(/countryNames = map[^{]*\{([^}]*)\}/)[1]
  .matchAll(/"([A-Z]{2})": +"([^"]*)"/g)].map(([, code, names]) => `!${code};${names}`)
const countries = fileURLToPath(new URL('../src/table/countries.ts', import.meta.url))
writeFileSync(countries, '// Written by scripts/tables.mjs; do not edit.\n' +
  literal('countryNames', 'A line for each country: its codes and its names. Those of a line with ! beat others.', [
    ...readFileSync(new URL('countries.txt', dataset), 'utf8').trim().split('\n'), ...added,
  ]))
console.log(countries)

// The schema of a ledger's entries, without what is for people. Of oneOf, which says which member and whether a session
// goes with a type, the rows are kept.
const { properties, $defs, oneOf } = JSON.parse(readFileSync(new URL('../../../psi/ledger/entry.schema.json', import.meta.url), 'utf8'))
const bare = (value) =>
  Array.isArray(value) ? value.map(bare)
    : value && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).filter(([name, of]) => name !== 'description' || typeof of !== 'string').map(([name, of]) => [name, bare(of)]))
      : value
const kinds = Object.fromEntries(oneOf.map(({ required, properties: of }) => {
  const member = required.find((name) => name !== 'session')
  return [of.type.const, [member, required.includes('session') ? 'always' : of.session === false ? 'never' : 'maybe']]
}))
const schema = fileURLToPath(new URL('../src/ledger/entryschema.ts', import.meta.url))
const json = (name, comment, value) => literal(name, comment, [JSON.stringify(value)])
writeFileSync(schema, '// Written by scripts/tables.mjs; do not edit.\n' +
  json('entryKinds', 'Of each type of entry its member, and whether it has a session.', kinds) +
  json('entryProperties', 'The members of an entry, as psi/ledger/entry.schema.json has them.', bare(properties)) +
  json('entryDefinitions', 'What their schemas refer to.', bare($defs)))
console.log(schema)
