// Turns every way in which a call can fail into one error that a form can show (RFC 9457, application/problem+json).
import { t } from '../i18n';

/** One faulty member of a request: `pointer` into the body, or the name of a query `parameter`. */
export interface FieldFault {
  pointer?: string;
  parameter?: string;
  code: string;
  detail: string;
}

/** With `second-factor-required`: what the second step of the sign-in takes. */
export interface SecondFactor {
  ticket: string;
  methods: readonly string[];
}

/** With `account-deletion-pending`: what gives the account back. */
export interface Restoration {
  ticket: string;
  erase_after: string;
}

/** The part of a problem document that the app reads. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors: FieldFault[];
  secondFactor?: SecondFactor;
  restoration?: Restoration;
}

const isAt = (fault: FieldFault, name: string): boolean => fault.pointer === `/${name}` || fault.parameter === name;

/** A call that did not succeed. `message` is ready to be shown; `status` is 0 when no answer came at all. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }

  /** What is wrong with one member of the body, as `field('title')` for the pointer `/title`, or with a parameter. */
  field(name: string): string | undefined {
    const faults = this.problem.errors.filter((fault) => isAt(fault, name));
    return faults.length > 0 ? faults.map((fault) => fault.detail).join(' ') : undefined;
  }

  /** True when every fault belongs to one of these fields, so that a general message would only repeat them. */
  isCoveredBy(names: readonly string[]): boolean {
    const { errors } = this.problem;
    return errors.length > 0 && errors.every((fault) => names.some((name) => isAt(fault, name)));
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function toFault(value: unknown): FieldFault[] {
  if (!isRecord(value) || typeof value['detail'] !== 'string') return [];
  const fault: FieldFault = { code: text(value['code']), detail: value['detail'] };
  if (typeof value['pointer'] === 'string') fault.pointer = value['pointer'];
  if (typeof value['parameter'] === 'string') fault.parameter = value['parameter'];
  return [fault];
}

function toSecondFactor(value: unknown): Pick<Problem, 'secondFactor'> {
  if (!isRecord(value) || typeof value['ticket'] !== 'string' || !Array.isArray(value['methods'])) return {};
  return { secondFactor: { ticket: value['ticket'], methods: value['methods'].map(text) } };
}

function toRestoration(value: unknown): Pick<Problem, 'restoration'> {
  if (!isRecord(value) || typeof value['ticket'] !== 'string') return {};
  return { restoration: { ticket: value['ticket'], erase_after: text(value['erase_after']) } };
}

/** Reads a body that should be a problem document; anything else becomes a general message for its status. */
export function toApiError(body: unknown, status: number): ApiError {
  if (isRecord(body) && typeof body['code'] === 'string') {
    return new ApiError({
      status,
      code: body['code'],
      title: text(body['title']),
      detail: text(body['detail']),
      errors: Array.isArray(body['errors']) ? body['errors'].flatMap(toFault) : [],
      ...toSecondFactor(body['second_factor']),
      ...toRestoration(body['restoration']),
    });
  }
  return new ApiError({ status, code: 'unreadable-answer', title: t('error.unexpected', { status }), detail: '', errors: [] });
}

/** The same for text that may or may not be JSON, as an upload's answer is. */
export function parseProblem(body: string, status: number): ApiError {
  try {
    return toApiError(JSON.parse(body), status);
  } catch {
    return toApiError(undefined, status);
  }
}

/** What the app itself sees is wrong with fields, before it asks the server. */
export function faulty(faults: Readonly<Record<string, string>>): ApiError {
  const errors = Object.entries(faults).map(([name, detail]) => ({ pointer: `/${name}`, code: 'invalid-value', detail }));
  return new ApiError({ status: 422, code: 'validation-failed', title: t('error.form'), detail: '', errors });
}

/** The person changed his mind: closed a dialogue or the passkey prompt. Nothing failed, so nothing is told. */
export class Dismissed extends Error {}

/** Whatever was thrown, as an `ApiError`: no answer at all is what `fetch` throws, and means the connection. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  return new ApiError({ status: 0, code: 'no-answer', title: t('error.network'), detail: '', errors: [] });
}
