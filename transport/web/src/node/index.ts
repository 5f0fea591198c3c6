export { opensslP256 } from './openssl.js'
