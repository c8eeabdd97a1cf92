// What compiles a bundle against the schema of this program. Loaded where it is needed alone: the schema's classes take
// half a second that no other command should wait.
import { type CompileBundle, compileBundle } from '../activation/compile-bundle.ts'
import { maskNamed } from '../masking/masks.ts'

export async function bundleCompiler(): Promise<CompileBundle> {
  const { buildGatewaySchema, catalogueOf } = await import('../schema.ts')
  const schema = buildGatewaySchema()
  const catalogue = catalogueOf(schema)
  return (files) => compileBundle(files, { schema, catalogue, maskNamed })
}
