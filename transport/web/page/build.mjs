// Makes static/*.js of src: the same bytes from the same sources, with the esbuild of package-lock.json.
import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
await build({
  absWorkingDir: here,
  entryPoints: ['src/app.ts', 'src/reader.ts', 'src/points.ts', 'src/scratch.ts'],
  outdir: process.argv[2] ?? 'static',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  charset: 'utf8',
  legalComments: 'inline',
})
