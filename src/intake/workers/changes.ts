// What a file changes in the register: pure, post by post. The same file again changes nothing.
import type { Day } from '../../clock.ts'
import type { Post } from './post.ts'
import { keyOf, type RegisterFile } from './read-register.ts'

export interface StoredPost extends Post {
  readonly id: string
}

export interface RegisterChanges {
  readonly added: readonly Post[]
  readonly changed: readonly Replaced[]
  /** No longer in the file; null where somebody was appointed and gone before the post was held for a day. */
  readonly ended: readonly Replaced[]
  readonly same: number
}

interface Replaced {
  readonly id: string
  readonly post: Post | null
}

/** `on`: the day of the file, on which whoever is missing has gone. */
export function changesOf(
  stored: readonly StoredPost[],
  { posts, untouched, namesAll }: Pick<RegisterFile, 'posts' | 'untouched' | 'namesAll'>,
  on: Day,
): RegisterChanges {
  const brought = new Map(posts.map((post) => [keyOf(post), post]))
  const known = new Set(stored.map(keyOf))
  const changed = stored.flatMap((former): Replaced[] => {
    const post = brought.get(keyOf(former))
    return post && !untouched.has(post.workerNo) && !isSame(former, post) ? [{ id: former.id, post }] : []
  })
  const added = posts.filter((post) => !known.has(keyOf(post)) && !untouched.has(post.workerNo))
  const missing = stored.filter((former) => {
    const isGone = !brought.has(keyOf(former)) && !untouched.has(former.workerNo)
    return namesAll && isGone && (former.endedOn === null || former.endedOn > on)
  })
  return {
    ...{ added, changed, ended: missing.map((former) => ended(former, on)) },
    same: posts.length - added.length - changed.length,
  }
}

function ended({ id, ...post }: StoredPost, on: Day): Replaced {
  return { id, post: post.appointedFrom < on ? { ...post, endedOn: on } : null }
}

function isSame({ id: _, ...former }: StoredPost, post: Post): boolean {
  return (Object.keys(post) as (keyof Post)[]).every((field) => former[field] === post[field])
}
