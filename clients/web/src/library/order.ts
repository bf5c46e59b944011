// Where things stand in a list that its owner orders.

/** The list with one item in another place, and what stands before it there; nothing before it is the top. */
export function moved<T extends { id: string }>(items: readonly T[], from: number, to: number): { items: T[]; after: string | null } {
  const item = items[from];
  if (!item || to < 0 || to >= items.length) return { items: [...items], after: null };
  const rest = items.toSpliced(from, 1);
  return { items: rest.toSpliced(to, 0, item), after: rest[to - 1]?.id ?? null };
}
