// A text in which the words that were looked for stand out.
import { stretches } from '../lib/highlight';

interface Props {
  text: string;
  places: readonly { start: number; end: number }[];
}

export function Marked({ text, places }: Props) {
  return <>{stretches(text, places).map((part, at) => (part.marked ? <mark key={at}>{part.text}</mark> : part.text))}</>;
}
