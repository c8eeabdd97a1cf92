// Address protections: from when to when nobody who works near a child may see where it lives. A court's personal protection order
// (反家庭暴力法 27 to 30), or what public security and civil affairs ordered; why stays with them.
import type { Feed } from '../feed.ts'

export const protections: Feed = {
  kind: 'protections',
  zh: '住址保护',
  en: 'protections of the address',
  table: 'registry.protection',
  coordinate: 'IntakeRecord.protection',
  fedBy: ['FYJ', 'GAJ', 'MZJ'],
  columns: {},
  fixed: { kind: 'ADDRESS' },
  key: ['record'],
  from: ['保护起始日期', '保护令生效日期'],
  to: ['解除日期'],
  sameAs: ['child_id', 'kind'],
}
