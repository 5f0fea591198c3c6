export { httpsTransport } from './https.js'
export { opensslP256 } from './openssl.js'
export { fileStore } from './store.js'
