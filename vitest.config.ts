import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const require = createRequire(import.meta.url)

// The longest files first: begun last, one of them would run alone at the end.
const LONGEST = /\/(noninterference\/(mutants|noninterference)|activation\/commands|demo\/demo|linking\/job)\.test\.ts$/

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    const isLongest = ({ moduleId }: TestSpecification): boolean => LONGEST.test(moduleId)
    return [...others.filter(isLongest), ...others.filter((file) => !isLongest(file))]
  }
}

export default defineConfig({
  resolve: {
    // type-graphql and graphql-shield load the CommonJS graphql; one realm for all.
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql/index.js') }],
  },
  test: {
    include: ['tests/**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
    globalSetup: ['tests/world/town-setup.ts'],
    // A file waits for databases and services much of its time; left alone, a machine of two cores would run one at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // The schema and its libraries are loaded once in a worker; each file opens a town of its own and puts back what it replaces.
    isolate: false,
    // Against what hangs; a busy machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 240_000,
  },
})
