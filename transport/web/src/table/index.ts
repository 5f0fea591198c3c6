/** Lists out of CSV and TSV files. Which column is what has to be said. */
export { delimited } from './delimited.js'
export { ListReader, type Cells, type Reading, type Report, type Role } from './read.js'
export { repair } from './repair.js'
