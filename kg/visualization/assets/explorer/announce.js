"use strict";
// What changes on the screen is also said, to those who listen to it.

const announce = (() => {
  let later = 0;
  return (text) => {
    clearTimeout(later);
    // A text that follows at once replaces the one before, or it would not be read.
    later = setTimeout(() => { find("said").textContent = text; }, 60);
  };
})();
