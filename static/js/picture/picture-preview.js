/*
 * <picture-preview>: what is small is shown at once, what is large as soon as it is decoded. What
 * does not load is asked for once more, and then it says so.
 */

class PicturePreview extends HTMLElement {
  connectedCallback() {
    this.sorry = this.querySelector(".preview__error");
    const film = this.querySelector("video");
    film?.addEventListener("error", () => this.apologise());
    // Some play the sound of what they cannot show, and see no error in that.
    film?.addEventListener("loadedmetadata", () => film.videoWidth || this.apologise());
    this.querySelector("[data-again]")?.addEventListener("click", () => this.reveal());
    this.reveal();
  }

  async reveal() {
    const whole = this.querySelector(".preview__large");
    if (!whole) return;
    this.sorry.hidden = true;
    try {
      await decoded(whole).catch(() => decoded(anew(whole)));
      whole.dataset.decoded = "";
    } catch {
      if (this.isConnected) this.apologise();
    }
  }

  apologise() {
    this.sorry.hidden = false;
  }
}

const decoded = (image) => image.decode();

function anew(image) {
  const { src } = image;
  image.removeAttribute("src");
  image.src = src;
  return image;
}

customElements.define("picture-preview", PicturePreview);
