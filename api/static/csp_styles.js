// vis-network writes <style> elements of its own; the Content-Security-Policy takes them only with
// the nonce of this page. Must run before vis-network.
(() => {
  const nonce = document.currentScript.nonce;
  const create = document.createElement.bind(document);
  document.createElement = (name, options) => {
    const element = create(name, options);
    if (String(name).toLowerCase() === "style") element.nonce = nonce;
    return element;
  };
})();
