// `npm run bench -- linking`: how well linking finds the children of a synthetic city, fault by fault. It measures what is
// right, not what is fast, and prints counts only.
import type { CitySettings } from '../src/city/city.ts'
import { type LinkingFigures, linkingFigures, precisionOf, recallOf } from '../src/city/linking-figures.ts'
import { LINKING_PARAMETERS } from '../src/linking/parameters.ts'

export function benchLinking(settings: CitySettings): void {
  for (const withoutNumbers of [false, true]) {
    const figures = linkingFigures(settings, LINKING_PARAMETERS, { withoutNumbers })
    process.stdout.write(`${linesOf(figures, withoutNumbers).join('\n')}\n\n`)
  }
}

function linesOf(figures: LinkingFigures, withoutNumbers: boolean): string[] {
  const { all, records, children, by, reasons, reviewsWithAnswer, twinsByWeights, byFault } = figures
  const listed = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')
  return [
    `${children} children, ${records} records, ${withoutNumbers ? 'every number struck out' : 'as written'}, parameters ${LINKING_PARAMETERS.version}`,
    `precision ${precisionOf(all).toFixed(4)}, recall ${recallOf(all).toFixed(4)}; missed ${all.missed}, to a person ${all.review} (the right child among those shown: ${reviewsWithAnswer})`,
    `links: ${listed(by)}; twins by weights: ${twinsByWeights}`,
    `asked for: ${listed(reasons)}`,
    `${'fault'.padEnd(26)}${['linkable', 'right', 'wrong', 'review', 'missed'].map((name) => name.padStart(10)).join('')}`,
    ...Object.entries(byFault).map(
      ([fault, { linkable, right, wrong, review, missed }]) =>
        `${fault.padEnd(26)}${[linkable, right, wrong, review, missed].map((count) => String(count).padStart(10)).join('')}`,
    ),
  ]
}
