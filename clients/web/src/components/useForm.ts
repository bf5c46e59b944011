// The state of a form: what is typed, whether it is being sent, and what was wrong with it.
import { useState } from 'preact/hooks';
import type { ApiError } from '../api/problem';
import { useAction } from './useAction';

/** What a field needs to show and change one value of the form. */
interface Bound<K, V> {
  name: K;
  value: V;
  onValue: (value: V) => void;
  error: string | undefined;
}

interface BoundFlag<K> {
  name: K;
  checked: boolean;
  onChecked: (checked: boolean) => void;
}

type Flags<V> = { [K in keyof V]: V[K] extends boolean ? K : never }[keyof V] & string;

export interface FormState<V> {
  values: V;
  set: (changed: Partial<V>) => void;
  /** Binds a field; faults of this member are shown beside it. */
  field: <K extends keyof V & string>(name: K) => Bound<K, V[K]>;
  check: (name: Flags<V>) => BoundFlag<Flags<V>>;
  /** What is wrong with a member of the body, for what is no field; it is not told again for the form as a whole. */
  fault: (member: string) => string | undefined;
  /** The members whose faults are shown where they are typed. */
  told: ReadonlySet<string>;
  send: () => void;
  busy: boolean;
  error: ApiError | null;
}

export function useForm<V extends object>(initial: V, submit: (values: V) => Promise<void>): FormState<V> {
  const [values, setValues] = useState(initial);
  const { start: send, busy, error } = useAction(() => submit(values));
  const set = (changed: Partial<V>): void => setValues((before) => ({ ...before, ...changed }));
  const change = <K extends keyof V>(name: K, value: V[K]): void => setValues((before) => ({ ...before, [name]: value }));
  const told = new Set<string>();
  const fault = (member: string): string | undefined => {
    told.add(member);
    return error?.field(member);
  };
  const field: FormState<V>['field'] = (name) => ({
    name,
    value: values[name],
    onValue: (value) => change(name, value),
    error: fault(name),
  });
  const check: FormState<V>['check'] = (name) => ({
    name,
    checked: values[name] as boolean,
    onChecked: (checked) => change(name, checked as V[typeof name]),
  });
  return { values, set, field, check, fault, told, send, busy, error };
}
