// `npm run bench -- linking`: how well linking finds the children of a synthetic city, fault by fault. It measures what is
// right, not what is fast, and prints counts only.
import type { CitySettings } from '../src/city/city.ts'
import { linesOfFigures, linkingFigures } from '../src/city/linking-figures.ts'
import { LINKING_PARAMETERS } from '../src/linking/parameters.ts'

export function benchLinking(settings: CitySettings): void {
  for (const withoutNumbers of [false, true]) {
    const figures = linkingFigures(settings, LINKING_PARAMETERS, { withoutNumbers })
    process.stdout.write(
      `${linesOfFigures(figures, withoutNumbers ? 'every number struck out' : 'as written').join('\n')}\n\n`,
    )
  }
}
