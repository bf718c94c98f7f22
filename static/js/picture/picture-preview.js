/*
 * <picture-preview> shows the small image at once, and the large one as soon as it is decoded. If the
 * large one doesn't load, it is requested once more before an error appears.
 */

class PicturePreview extends HTMLElement {
  connectedCallback() {
    this.error = this.querySelector(".preview__error");
    const video = this.querySelector("video");
    video?.addEventListener("error", () => this.showError());
    // Some browsers play the sound of videos they can't decode, and fire no error.
    video?.addEventListener("loadedmetadata", () => video.videoWidth || this.showError());
    this.querySelector("[data-again]")?.addEventListener("click", () => this.showLargeImage());
    this.showLargeImage();
  }

  async showLargeImage() {
    const image = this.querySelector(".preview__large");
    if (!image) return;
    this.error.hidden = true;
    try {
      await image.decode().catch(() => reload(image).decode());
      image.dataset.decoded = "";
    } catch {
      if (this.isConnected) this.showError();
    }
  }

  showError() {
    this.error.hidden = false;
  }
}

function reload(image) {
  const { src } = image;
  image.removeAttribute("src");
  image.src = src;
  return image;
}

customElements.define("picture-preview", PicturePreview);
