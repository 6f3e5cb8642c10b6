/** Files that a visitor picks. */
import { Field } from "./fields.js";

/** The text of a file as our programs write it: without the newline at its end. */
export const fileText = async (file: Blob): Promise<string> => (await file.text()).replace(/\n$/, "");

const ACCEPT = {
  csv: ".csv,text/csv",
  image: "image/png,image/jpeg,image/webp",
  json: ".json,application/json",
  zip: ".zip,application/zip",
} as const;

/** A field for one file. */
export const FileField = ({
  kind = "json",
  onPick,
  ...rest
}: {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly kind?: keyof typeof ACCEPT;
  readonly onPick: (file: File | undefined) => void;
}) => (
  <Field
    {...rest}
    type="file"
    accept={ACCEPT[kind]}
    onChange={({ currentTarget }) => onPick(currentTarget.files?.[0])}
  />
);
