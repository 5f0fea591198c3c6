/** Lists out of CSV, TSV, NDJSON and XLSX files. */
export { delimited } from './delimited.js'
export { TableError } from './fault.js'
export { knownRoles, roleOf, type Named } from './names.js'
export { openTable, type Opening, type Table } from './open.js'
export { ListReader, type Cells, type Left, type Reading, type Report, type Role } from './read.js'
export { repair } from './repair.js'
