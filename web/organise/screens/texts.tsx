/** The election's title, what is said about it, and its picture. */
import { useMemo } from "preact/hooks";
import { LinkButton } from "../../shared/components.js";
import { FileField } from "../../shared/files.js";
import { Picture } from "../../shared/picture.js";
import { StepForm, useForm } from "../form.js";
import { imageBytes, imageType, MOST_IMAGE_BYTES, toBase64 } from "../image.js";
import type { ScreenProps } from "../props.js";
import { fieldOf, LongTextFields, languageName, TextFields, unwritten } from "../text-fields.js";
import { useOwnWords } from "../words.js";

export function Texts({ session, places }: ScreenProps) {
  const { t, language } = useOwnWords();
  const form = useForm();
  const { languages, title, description, image } = session.draft;
  const bytes = useMemo(() => image && imageBytes(image), [image]);
  const named = (key: "texts-name" | "texts-about" | "texts-missing", tag: string) =>
    t(key, { language: languageName(tag, language) });
  const check = () =>
    unwritten(title, languages).map((i) => ({
      field: fieldOf("name", i),
      text: named("texts-missing", languages[i]!),
    }));
  const pick = async (file: File | undefined) => {
    if (!file) return;
    const bytes = new Uint8Array(await file.slice(0, MOST_IMAGE_BYTES + 1).arrayBuffer());
    const good = bytes.length <= MOST_IMAGE_BYTES && imageType(bytes) !== undefined;
    if (!form.accept(good ? [] : [{ field: "picture", text: t("texts-picture-wrong") }])) return;
    session.change({ image: { name: file.name, base64: toBase64(bytes) } });
  };
  return (
    <StepForm title={t("texts-title")} form={form} places={places} check={check}>
      <TextFields
        id="name"
        languages={languages}
        text={title}
        label={(tag) => named("texts-name", tag)}
        hint={t("texts-name-hint")}
        errorOf={form.errorOf}
        onChange={(text) => session.change({ title: text })}
      />
      <LongTextFields
        id="about"
        languages={languages}
        text={description}
        label={(tag) => named("texts-about", tag)}
        hint={t("texts-about-hint")}
        onChange={(text) => session.change({ description: text })}
      />
      <FileField
        kind="image"
        id="picture"
        label={t("texts-picture")}
        hint={t("texts-picture-hint")}
        error={form.errorOf("picture")}
        onPick={(file) => void pick(file)}
      />
      {bytes && (
        <p>
          <Picture bytes={bytes} label={t("texts-picture-shown")} />
          <LinkButton onClick={() => session.change({ image: undefined })}>
            {t("texts-picture-remove")}
          </LinkButton>
        </p>
      )}
    </StepForm>
  );
}
