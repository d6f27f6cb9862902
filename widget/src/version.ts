/** The name under which widget managers know this module; also the name of its npm package. */
export const MODULE_NAME = 'deepdecipher-widget';
/** The same as that of the Python package: widget managers refuse to draw with another. */
export const MODULE_VERSION = '0.1.0';
