// The one form in which names of columns are compared: marks of needed columns, remarks in brackets, blanks and case are no
// part of a name.

export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\([^)]*\)$/, '')
    .replace(/[\s_*]/g, '')
    .toLowerCase()
}
