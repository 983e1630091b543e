// A photo made smaller before it is kept: what a telephone takes weighs ten times what one needs to
// see, and says where and with what it was taken. Drawn again, nothing of that is left.

const SIDE = 1600; // pixels, the longest
const QUALITY = 0.8;

/** How large it is drawn: never larger than it is. */
export function fitted({ width, height }, side = SIDE) {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** The photo as a light JPEG. Raises when this browser cannot read it. @returns {Promise<Blob>} */
export async function lightened(file) {
  const drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = Object.assign(document.createElement("canvas"), fitted(drawn));
  const pencil = canvas.getContext("2d");
  // A JPEG has no transparency: what was not drawn would turn black.
  pencil.fillStyle = "white";
  pencil.fillRect(0, 0, canvas.width, canvas.height);
  pencil.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  drawn.close();
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("empty image"))),
      "image/jpeg",
      QUALITY,
    );
  });
}

/** An address by which a page shows a photo without it being anywhere. @returns {Promise<string>} */
export const shownAs = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
