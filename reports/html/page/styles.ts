// The style sheets, in the order in which they hold.

import './styles/base.css';
import './styles/frame.css';
import './styles/diagram.css';
import './styles/side.css';
import './styles/print.css';
