/* Before anybody is in: forms that answer at once. */
import "clientpix/busy";
import "clientpix/copy-button";
import "clientpix/refusals";
import "clientpix/reveal-password";
import "clientpix/toasts";
