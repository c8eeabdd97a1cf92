// Who may use a file that holds a secret.
/** Whether others than its owner may use a file of this mode. Windows has no such bits; there a file rests on its folder's permissions. */
export function isOpenToOthers(mode: number): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0
}
