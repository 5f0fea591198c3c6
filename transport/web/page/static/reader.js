var Br=Object.create;var M1=Object.defineProperty;var Dr=Object.getOwnPropertyDescriptor;var xr=Object.getOwnPropertyNames;var yr=Object.getPrototypeOf,Wr=Object.prototype.hasOwnProperty;var Q0=(t,e)=>()=>{try{return e||t((e={exports:{}}).exports,e),e.exports}catch(n){throw e=0,n}};var Vr=(t,e,n,d)=>{if(e&&typeof e=="object"||typeof e=="function")for(let r of xr(e))!Wr.call(t,r)&&r!==n&&M1(t,r,{get:()=>e[r],enumerable:!(d=Dr(e,r))||d.enumerable});return t};var Sr=(t,e,n)=>(n=t!=null?Br(yr(t)):{},Vr(e||!t||!t.__esModule?M1(n,"default",{value:t,enumerable:!0}):n,t));var ln=Q0(M=>{"use strict";/**
 * Character classes and associated utilities for the 5th edition of XML 1.0.
 *
 * @author Louis-Dominique Dubeau
 * @license MIT
 * @copyright Louis-Dominique Dubeau
 */Object.defineProperty(M,"__esModule",{value:!0});M.CHAR=`	
\r -퟿-�𐀀-􏿿`;M.S=` 	\r
`;M.NAME_START_CHAR=":A-Z_a-zÀ-ÖØ-öø-˿Ͱ-ͽͿ-῿‌‍⁰-↏Ⰰ-⿯、-퟿豈-﷏ﷰ-�𐀀-󯿿";M.NAME_CHAR="-"+M.NAME_START_CHAR+".0-9·̀-ͯ‿-⁀";M.CHAR_RE=new RegExp("^["+M.CHAR+"]$","u");M.S_RE=new RegExp("^["+M.S+"]+$","u");M.NAME_START_CHAR_RE=new RegExp("^["+M.NAME_START_CHAR+"]$","u");M.NAME_CHAR_RE=new RegExp("^["+M.NAME_CHAR+"]$","u");M.NAME_RE=new RegExp("^["+M.NAME_START_CHAR+"]["+M.NAME_CHAR+"]*$","u");M.NMTOKEN_RE=new RegExp("^["+M.NAME_CHAR+"]+$","u");var tt=9,nt=10,dt=13,rt=32;M.S_LIST=[rt,nt,dt,tt];function F2(t){return t>=rt&&t<=55295||t===nt||t===dt||t===tt||t>=57344&&t<=65533||t>=65536&&t<=1114111}M.isChar=F2;function h2(t){return t===rt||t===nt||t===dt||t===tt}M.isS=h2;function sn(t){return t>=65&&t<=90||t>=97&&t<=122||t===58||t===95||t===8204||t===8205||t>=192&&t<=214||t>=216&&t<=246||t>=248&&t<=767||t>=880&&t<=893||t>=895&&t<=8191||t>=8304&&t<=8591||t>=11264&&t<=12271||t>=12289&&t<=55295||t>=63744&&t<=64975||t>=65008&&t<=65533||t>=65536&&t<=983039}M.isNameStartChar=sn;function A2(t){return sn(t)||t>=48&&t<=57||t===45||t===46||t===183||t>=768&&t<=879||t>=8255&&t<=8256}M.isNameChar=A2});var An=Q0(p=>{"use strict";/**
 * Character classes and associated utilities for the 2nd edition of XML 1.1.
 *
 * @author Louis-Dominique Dubeau
 * @license MIT
 * @copyright Louis-Dominique Dubeau
 */Object.defineProperty(p,"__esModule",{value:!0});p.CHAR="-퟿-�𐀀-􏿿";p.RESTRICTED_CHAR="-\b\v\f---";p.S=` 	\r
`;p.NAME_START_CHAR=":A-Z_a-zÀ-ÖØ-öø-˿Ͱ-ͽͿ-῿‌‍⁰-↏Ⰰ-⿯、-퟿豈-﷏ﷰ-�𐀀-󯿿";p.NAME_CHAR="-"+p.NAME_START_CHAR+".0-9·̀-ͯ‿-⁀";p.CHAR_RE=new RegExp("^["+p.CHAR+"]$","u");p.RESTRICTED_CHAR_RE=new RegExp("^["+p.RESTRICTED_CHAR+"]$","u");p.S_RE=new RegExp("^["+p.S+"]+$","u");p.NAME_START_CHAR_RE=new RegExp("^["+p.NAME_START_CHAR+"]$","u");p.NAME_CHAR_RE=new RegExp("^["+p.NAME_CHAR+"]$","u");p.NAME_RE=new RegExp("^["+p.NAME_START_CHAR+"]["+p.NAME_CHAR+"]*$","u");p.NMTOKEN_RE=new RegExp("^["+p.NAME_CHAR+"]+$","u");var un=9,cn=10,fn=13,Fn=32;p.S_LIST=[Fn,cn,fn,un];function m2(t){return t>=1&&t<=55295||t>=57344&&t<=65533||t>=65536&&t<=1114111}p.isChar=m2;function C2(t){return t>=1&&t<=8||t===11||t===12||t>=14&&t<=31||t>=127&&t<=132||t>=134&&t<=159}p.isRestrictedChar=C2;function $2(t){return t===9||t===10||t===13||t>31&&t<127||t===133||t>159&&t<=55295||t>=57344&&t<=65533||t>=65536&&t<=1114111}p.isCharAndNotRestricted=$2;function p2(t){return t===Fn||t===cn||t===fn||t===un}p.isS=p2;function hn(t){return t>=65&&t<=90||t>=97&&t<=122||t===58||t===95||t===8204||t===8205||t>=192&&t<=214||t>=216&&t<=246||t>=248&&t<=767||t>=880&&t<=893||t>=895&&t<=8191||t>=8304&&t<=8591||t>=11264&&t<=12271||t>=12289&&t<=55295||t>=63744&&t<=64975||t>=65008&&t<=65533||t>=65536&&t<=983039}p.isNameStartChar=hn;function E2(t){return hn(t)||t>=48&&t<=57||t===45||t===46||t===183||t>=768&&t<=879||t>=8255&&t<=8256}p.isNameChar=E2});var Cn=Q0(N=>{"use strict";/**
 * Character class utilities for XML NS 1.0 edition 3.
 *
 * @author Louis-Dominique Dubeau
 * @license MIT
 * @copyright Louis-Dominique Dubeau
 */Object.defineProperty(N,"__esModule",{value:!0});N.NC_NAME_START_CHAR="A-Z_a-zÀ-ÖØ-öø-˿Ͱ-ͽͿ-῿‌-‍⁰-↏Ⰰ-⿯、-퟿豈-﷏ﷰ-�𐀀-󯿿";N.NC_NAME_CHAR="-"+N.NC_NAME_START_CHAR+".0-9·̀-ͯ‿-⁀";N.NC_NAME_START_CHAR_RE=new RegExp("^["+N.NC_NAME_START_CHAR+"]$","u");N.NC_NAME_CHAR_RE=new RegExp("^["+N.NC_NAME_CHAR+"]$","u");N.NC_NAME_RE=new RegExp("^["+N.NC_NAME_START_CHAR+"]["+N.NC_NAME_CHAR+"]*$","u");function mn(t){return t>=65&&t<=90||t===95||t>=97&&t<=122||t>=192&&t<=214||t>=216&&t<=246||t>=248&&t<=767||t>=880&&t<=893||t>=895&&t<=8191||t>=8204&&t<=8205||t>=8304&&t<=8591||t>=11264&&t<=12271||t>=12289&&t<=55295||t>=63744&&t<=64975||t>=65008&&t<=65533||t>=65536&&t<=983039}N.isNCNameStartChar=mn;function M2(t){return mn(t)||t===45||t===46||t>=48&&t<=57||t===183||t>=768&&t<=879||t>=8255&&t<=8256}N.isNCNameChar=M2});var Rn=Q0(m0=>{"use strict";Object.defineProperty(m0,"__esModule",{value:!0});m0.SaxesParser=m0.EVENTS=void 0;var C0=ln(),g2=An(),$t=Cn(),w=C0.isS,b2=C0.isChar,w0=C0.isNameStartChar,$n=C0.isNameChar,wn=C0.S_LIST,B2=C0.NAME_RE,D2=g2.isChar,x2=$t.isNCNameStartChar,y2=$t.isNCNameChar,W2=$t.NC_NAME_RE,ue="http://www.w3.org/XML/1998/namespace",A0="http://www.w3.org/2000/xmlns/",V2={__proto__:null,xml:ue,xmlns:A0},S2={__proto__:null,amp:"&",gt:">",lt:"<",quot:'"',apos:"'"},g=-1,L=-2,pn=0,N2=1,it=2,w2=3,f0=4,v2=5,_2=6,T2=7,ot=8,P2=9,R2=10,k2=11,I2=12,S=13,ie=14,at=15,O2=16,st=17,L2=18,U2=19,lt=20,G2=21,H2=22,j2=23,En=24,ut=25,oe=26,Mn=27,K2=28,z2=29,gn=30,q2=31,X2=32,i0=33,Z2=34,ct=35,v0=36,ft=37,Y2=38,bn=39,Bn=40,J2=41,Dn=42,Q2=43,ei=44,Ft=9,T=10,ht=13,xn=32,yn=33,vn=34,_0=38,_n=39,ae=45,se=47,ti=59,Y=60,F0=61,b=62,x=63,Tn=91,h0=93,Wn=133,Vn=8232,le=t=>t===vn||t===_n,Pn=[vn,_n],ni=[...Pn,Tn,b],di=[...Pn,Y,h0],ri=[F0,x,...wn],ii=[...wn,b,_0,Y];function mt(t,e,n){switch(e){case"xml":n!==ue&&t.fail(`xml prefix must be bound to ${ue}.`);break;case"xmlns":n!==A0&&t.fail(`xmlns prefix must be bound to ${A0}.`);break;default:}switch(n){case A0:t.fail(e===""?`the default namespace may not be set to ${n}.`:`may not assign a prefix (even "xmlns") to the URI ${A0}.`);break;case ue:switch(e){case"xml":break;case"":t.fail(`the default namespace may not be set to ${n}.`);break;default:t.fail("may not assign the xml namespace to another prefix.")}break;default:}}function oi(t,e){for(let n of Object.keys(e))mt(t,n,e[n])}var ai=t=>W2.test(t),si=t=>B2.test(t),o0=0,Sn=1,At=2;m0.EVENTS=["xmldecl","text","processinginstruction","doctype","comment","opentagstart","attribute","opentag","closetag","cdata","error","end","ready"];var Nn={xmldecl:"xmldeclHandler",text:"textHandler",processinginstruction:"piHandler",doctype:"doctypeHandler",comment:"commentHandler",opentagstart:"openTagStartHandler",attribute:"attributeHandler",opentag:"openTagHandler",closetag:"closeTagHandler",cdata:"cdataHandler",error:"errorHandler",end:"endHandler",ready:"readyHandler"},Ct=class{constructor(e){this.opt=e??{},this.fragmentOpt=!!this.opt.fragment;let n=this.xmlnsOpt=!!this.opt.xmlns;if(this.trackPosition=this.opt.position!==!1,this.fileName=this.opt.fileName,n){this.nameStartCheck=x2,this.nameCheck=y2,this.isName=ai,this.processAttribs=this.processAttribsNS,this.pushAttrib=this.pushAttribNS,this.ns=Object.assign({__proto__:null},V2);let d=this.opt.additionalNamespaces;d!=null&&(oi(this,d),Object.assign(this.ns,d))}else this.nameStartCheck=w0,this.nameCheck=$n,this.isName=si,this.processAttribs=this.processAttribsPlain,this.pushAttrib=this.pushAttribPlain;this.stateTable=[this.sBegin,this.sBeginWhitespace,this.sDoctype,this.sDoctypeQuote,this.sDTD,this.sDTDQuoted,this.sDTDOpenWaka,this.sDTDOpenWakaBang,this.sDTDComment,this.sDTDCommentEnding,this.sDTDCommentEnded,this.sDTDPI,this.sDTDPIEnding,this.sText,this.sEntity,this.sOpenWaka,this.sOpenWakaBang,this.sComment,this.sCommentEnding,this.sCommentEnded,this.sCData,this.sCDataEnding,this.sCDataEnding2,this.sPIFirstChar,this.sPIRest,this.sPIBody,this.sPIEnding,this.sXMLDeclNameStart,this.sXMLDeclName,this.sXMLDeclEq,this.sXMLDeclValueStart,this.sXMLDeclValue,this.sXMLDeclSeparator,this.sXMLDeclEnding,this.sOpenTag,this.sOpenTagSlash,this.sAttrib,this.sAttribName,this.sAttribNameSawWhite,this.sAttribValue,this.sAttribValueQuoted,this.sAttribValueClosed,this.sAttribValueUnquoted,this.sCloseTag,this.sCloseTagSawWhite],this._init()}get closed(){return this._closed}_init(){var e;this.openWakaBang="",this.text="",this.name="",this.piTarget="",this.entity="",this.q=null,this.tags=[],this.tag=null,this.topNS=null,this.chunk="",this.chunkPosition=0,this.i=0,this.prevI=0,this.carriedFromPrevious=void 0,this.forbiddenState=o0,this.attribList=[];let{fragmentOpt:n}=this;this.state=n?S:pn,this.reportedTextBeforeRoot=this.reportedTextAfterRoot=this.closedRoot=this.sawRoot=n,this.xmlDeclPossible=!n,this.xmlDeclExpects=["version"],this.entityReturnState=void 0;let{defaultXMLVersion:d}=this.opt;if(d===void 0){if(this.opt.forceXMLVersion===!0)throw new Error("forceXMLVersion set but defaultXMLVersion is not set");d="1.0"}this.setXMLVersion(d),this.positionAtNewLine=0,this.doctype=!1,this._closed=!1,this.xmlDecl={version:void 0,encoding:void 0,standalone:void 0},this.line=1,this.column=0,this.ENTITIES=Object.create(S2),(e=this.readyHandler)===null||e===void 0||e.call(this)}get position(){return this.chunkPosition+this.i}get columnIndex(){return this.position-this.positionAtNewLine}on(e,n){this[Nn[e]]=n}off(e){this[Nn[e]]=void 0}makeError(e){var n;let d=(n=this.fileName)!==null&&n!==void 0?n:"";return this.trackPosition&&(d.length>0&&(d+=":"),d+=`${this.line}:${this.column}`),d.length>0&&(d+=": "),new Error(d+e)}fail(e){let n=this.makeError(e),d=this.errorHandler;if(d===void 0)throw n;return d(n),this}write(e){if(this.closed)return this.fail("cannot write after close; assign an onready handler.");let n=!1;e===null?(n=!0,e=""):typeof e=="object"&&(e=e.toString()),this.carriedFromPrevious!==void 0&&(e=`${this.carriedFromPrevious}${e}`,this.carriedFromPrevious=void 0);let d=e.length,r=e.charCodeAt(d-1);!n&&(r===ht||r>=55296&&r<=56319)&&(this.carriedFromPrevious=e[d-1],d--,e=e.slice(0,d));let{stateTable:i}=this;for(this.chunk=e,this.i=0;this.i<d;)i[this.state].call(this);return this.chunkPosition+=d,n?this.end():this}close(){return this.write(null)}getCode10(){let{chunk:e,i:n}=this;if(this.prevI=n,this.i=n+1,n>=e.length)return g;let d=e.charCodeAt(n);if(this.column++,d<55296){if(d>=xn||d===Ft)return d;switch(d){case T:return this.line++,this.column=0,this.positionAtNewLine=this.position,T;case ht:return e.charCodeAt(n+1)===T&&(this.i=n+2),this.line++,this.column=0,this.positionAtNewLine=this.position,L;default:return this.fail("disallowed character."),d}}if(d>56319)return d>=57344&&d<=65533||this.fail("disallowed character."),d;let r=65536+(d-55296)*1024+(e.charCodeAt(n+1)-56320);return this.i=n+2,r>1114111&&this.fail("disallowed character."),r}getCode11(){let{chunk:e,i:n}=this;if(this.prevI=n,this.i=n+1,n>=e.length)return g;let d=e.charCodeAt(n);if(this.column++,d<55296){if(d>31&&d<127||d>159&&d!==Vn||d===Ft)return d;switch(d){case T:return this.line++,this.column=0,this.positionAtNewLine=this.position,T;case ht:{let i=e.charCodeAt(n+1);(i===T||i===Wn)&&(this.i=n+2)}case Wn:case Vn:return this.line++,this.column=0,this.positionAtNewLine=this.position,L;default:return this.fail("disallowed character."),d}}if(d>56319)return d>=57344&&d<=65533||this.fail("disallowed character."),d;let r=65536+(d-55296)*1024+(e.charCodeAt(n+1)-56320);return this.i=n+2,r>1114111&&this.fail("disallowed character."),r}getCodeNorm(){let e=this.getCode();return e===L?T:e}unget(){this.i=this.prevI,this.column--}captureTo(e){let{i:n}=this,{chunk:d}=this;for(;;){let r=this.getCode(),i=r===L,o=i?T:r;if(o===g||e.includes(o))return this.text+=d.slice(n,this.prevI),o;i&&(this.text+=`${d.slice(n,this.prevI)}
`,n=this.i)}}captureToChar(e){let{i:n}=this,{chunk:d}=this;for(;;){let r=this.getCode();switch(r){case L:this.text+=`${d.slice(n,this.prevI)}
`,n=this.i,r=T;break;case g:return this.text+=d.slice(n),!1;default:}if(r===e)return this.text+=d.slice(n,this.prevI),!0}}captureNameChars(){let{chunk:e,i:n}=this;for(;;){let d=this.getCode();if(d===g)return this.name+=e.slice(n),g;if(!$n(d))return this.name+=e.slice(n,this.prevI),d===L?T:d}}skipSpaces(){for(;;){let e=this.getCodeNorm();if(e===g||!w(e))return e}}setXMLVersion(e){this.currentXMLVersion=e,e==="1.0"?(this.isChar=b2,this.getCode=this.getCode10):(this.isChar=D2,this.getCode=this.getCode11)}sBegin(){this.chunk.charCodeAt(0)===65279&&(this.i++,this.column++),this.state=N2}sBeginWhitespace(){let e=this.i,n=this.skipSpaces();switch(this.prevI!==e&&(this.xmlDeclPossible=!1),n){case Y:if(this.state=at,this.text.length!==0)throw new Error("no-empty text at start");break;case g:break;default:this.unget(),this.state=S,this.xmlDeclPossible=!1}}sDoctype(){var e;let n=this.captureTo(ni);switch(n){case b:{(e=this.doctypeHandler)===null||e===void 0||e.call(this,this.text),this.text="",this.state=S,this.doctype=!0;break}case g:break;default:this.text+=String.fromCodePoint(n),n===Tn?this.state=f0:le(n)&&(this.state=w2,this.q=n)}}sDoctypeQuote(){let e=this.q;this.captureToChar(e)&&(this.text+=String.fromCodePoint(e),this.q=null,this.state=it)}sDTD(){let e=this.captureTo(di);e!==g&&(this.text+=String.fromCodePoint(e),e===h0?this.state=it:e===Y?this.state=_2:le(e)&&(this.state=v2,this.q=e))}sDTDQuoted(){let e=this.q;this.captureToChar(e)&&(this.text+=String.fromCodePoint(e),this.state=f0,this.q=null)}sDTDOpenWaka(){let e=this.getCodeNorm();switch(this.text+=String.fromCodePoint(e),e){case yn:this.state=T2,this.openWakaBang="";break;case x:this.state=k2;break;default:this.state=f0}}sDTDOpenWakaBang(){let e=String.fromCodePoint(this.getCodeNorm()),n=this.openWakaBang+=e;this.text+=e,n!=="-"&&(this.state=n==="--"?ot:f0,this.openWakaBang="")}sDTDComment(){this.captureToChar(ae)&&(this.text+="-",this.state=P2)}sDTDCommentEnding(){let e=this.getCodeNorm();this.text+=String.fromCodePoint(e),this.state=e===ae?R2:ot}sDTDCommentEnded(){let e=this.getCodeNorm();this.text+=String.fromCodePoint(e),e===b?this.state=f0:(this.fail("malformed comment."),this.state=ot)}sDTDPI(){this.captureToChar(x)&&(this.text+="?",this.state=I2)}sDTDPIEnding(){let e=this.getCodeNorm();this.text+=String.fromCodePoint(e),e===b&&(this.state=f0)}sText(){this.tags.length!==0?this.handleTextInRoot():this.handleTextOutsideRoot()}sEntity(){let{i:e}=this,{chunk:n}=this;e:for(;;)switch(this.getCode()){case L:this.entity+=`${n.slice(e,this.prevI)}
`,e=this.i;break;case ti:{let{entityReturnState:d}=this,r=this.entity+n.slice(e,this.prevI);this.state=d;let i;r===""?(this.fail("empty entity name."),i="&;"):(i=this.parseEntity(r),this.entity=""),(d!==S||this.textHandler!==void 0)&&(this.text+=i);break e}case g:this.entity+=n.slice(e);break e;default:}}sOpenWaka(){let e=this.getCode();if(w0(e))this.state=Z2,this.unget(),this.xmlDeclPossible=!1;else switch(e){case se:this.state=Q2,this.xmlDeclPossible=!1;break;case yn:this.state=O2,this.openWakaBang="",this.xmlDeclPossible=!1;break;case x:this.state=j2;break;default:this.fail("disallowed character in tag name"),this.state=S,this.xmlDeclPossible=!1}}sOpenWakaBang(){switch(this.openWakaBang+=String.fromCodePoint(this.getCodeNorm()),this.openWakaBang){case"[CDATA[":!this.sawRoot&&!this.reportedTextBeforeRoot&&(this.fail("text data outside of root node."),this.reportedTextBeforeRoot=!0),this.closedRoot&&!this.reportedTextAfterRoot&&(this.fail("text data outside of root node."),this.reportedTextAfterRoot=!0),this.state=lt,this.openWakaBang="";break;case"--":this.state=st,this.openWakaBang="";break;case"DOCTYPE":this.state=it,(this.doctype||this.sawRoot)&&this.fail("inappropriately located doctype declaration."),this.openWakaBang="";break;default:this.openWakaBang.length>=7&&this.fail("incorrect syntax.")}}sComment(){this.captureToChar(ae)&&(this.state=L2)}sCommentEnding(){var e;let n=this.getCodeNorm();n===ae?(this.state=U2,(e=this.commentHandler)===null||e===void 0||e.call(this,this.text),this.text=""):(this.text+=`-${String.fromCodePoint(n)}`,this.state=st)}sCommentEnded(){let e=this.getCodeNorm();e!==b?(this.fail("malformed comment."),this.text+=`--${String.fromCodePoint(e)}`,this.state=st):this.state=S}sCData(){this.captureToChar(h0)&&(this.state=G2)}sCDataEnding(){let e=this.getCodeNorm();e===h0?this.state=H2:(this.text+=`]${String.fromCodePoint(e)}`,this.state=lt)}sCDataEnding2(){var e;let n=this.getCodeNorm();switch(n){case b:{(e=this.cdataHandler)===null||e===void 0||e.call(this,this.text),this.text="",this.state=S;break}case h0:this.text+="]";break;default:this.text+=`]]${String.fromCodePoint(n)}`,this.state=lt}}sPIFirstChar(){let e=this.getCodeNorm();this.nameStartCheck(e)?(this.piTarget+=String.fromCodePoint(e),this.state=En):e===x||w(e)?(this.fail("processing instruction without a target."),this.state=e===x?oe:ut):(this.fail("disallowed character in processing instruction name."),this.piTarget+=String.fromCodePoint(e),this.state=En)}sPIRest(){let{chunk:e,i:n}=this;for(;;){let d=this.getCodeNorm();if(d===g){this.piTarget+=e.slice(n);return}if(!this.nameCheck(d)){this.piTarget+=e.slice(n,this.prevI);let r=d===x;r||w(d)?this.piTarget==="xml"?(this.xmlDeclPossible||this.fail("an XML declaration must be at the start of the document."),this.state=r?i0:Mn):this.state=r?oe:ut:(this.fail("disallowed character in processing instruction name."),this.piTarget+=String.fromCodePoint(d));break}}}sPIBody(){if(this.text.length===0){let e=this.getCodeNorm();e===x?this.state=oe:w(e)||(this.text=String.fromCodePoint(e))}else this.captureToChar(x)&&(this.state=oe)}sPIEnding(){var e;let n=this.getCodeNorm();if(n===b){let{piTarget:d}=this;d.toLowerCase()==="xml"&&this.fail("the XML declaration must appear at the start of the document."),(e=this.piHandler)===null||e===void 0||e.call(this,{target:d,body:this.text}),this.piTarget=this.text="",this.state=S}else n===x?this.text+="?":(this.text+=`?${String.fromCodePoint(n)}`,this.state=ut);this.xmlDeclPossible=!1}sXMLDeclNameStart(){let e=this.skipSpaces();if(e===x){this.state=i0;return}e!==g&&(this.state=K2,this.name=String.fromCodePoint(e))}sXMLDeclName(){let e=this.captureTo(ri);if(e===x){this.state=i0,this.name+=this.text,this.text="",this.fail("XML declaration is incomplete.");return}if(w(e)||e===F0){if(this.name+=this.text,this.text="",!this.xmlDeclExpects.includes(this.name))switch(this.name.length){case 0:this.fail("did not expect any more name/value pairs.");break;case 1:this.fail(`expected the name ${this.xmlDeclExpects[0]}.`);break;default:this.fail(`expected one of ${this.xmlDeclExpects.join(", ")}`)}this.state=e===F0?gn:z2}}sXMLDeclEq(){let e=this.getCodeNorm();if(e===x){this.state=i0,this.fail("XML declaration is incomplete.");return}w(e)||(e!==F0&&this.fail("value required."),this.state=gn)}sXMLDeclValueStart(){let e=this.getCodeNorm();if(e===x){this.state=i0,this.fail("XML declaration is incomplete.");return}w(e)||(le(e)?this.q=e:(this.fail("value must be quoted."),this.q=xn),this.state=q2)}sXMLDeclValue(){let e=this.captureTo([this.q,x]);if(e===x){this.state=i0,this.text="",this.fail("XML declaration is incomplete.");return}if(e===g)return;let n=this.text;switch(this.text="",this.name){case"version":{this.xmlDeclExpects=["encoding","standalone"];let d=n;this.xmlDecl.version=d,/^1\.[0-9]+$/.test(d)?this.opt.forceXMLVersion||this.setXMLVersion(d):this.fail("version number must match /^1\\.[0-9]+$/.");break}case"encoding":/^[A-Za-z][A-Za-z0-9._-]*$/.test(n)||this.fail("encoding value must match /^[A-Za-z0-9][A-Za-z0-9._-]*$/."),this.xmlDeclExpects=["standalone"],this.xmlDecl.encoding=n;break;case"standalone":n!=="yes"&&n!=="no"&&this.fail('standalone value must match "yes" or "no".'),this.xmlDeclExpects=[],this.xmlDecl.standalone=n;break;default:}this.name="",this.state=X2}sXMLDeclSeparator(){let e=this.getCodeNorm();if(e===x){this.state=i0;return}w(e)||(this.fail("whitespace required."),this.unget()),this.state=Mn}sXMLDeclEnding(){var e;this.getCodeNorm()===b?(this.piTarget!=="xml"?this.fail("processing instructions are not allowed before root."):this.name!=="version"&&this.xmlDeclExpects.includes("version")&&this.fail("XML declaration must contain a version."),(e=this.xmldeclHandler)===null||e===void 0||e.call(this,this.xmlDecl),this.name="",this.piTarget=this.text="",this.state=S):this.fail("The character ? is disallowed anywhere in XML declarations."),this.xmlDeclPossible=!1}sOpenTag(){var e;let n=this.captureNameChars();if(n===g)return;let d=this.tag={name:this.name,attributes:Object.create(null)};switch(this.name="",this.xmlnsOpt&&(this.topNS=d.ns=Object.create(null)),(e=this.openTagStartHandler)===null||e===void 0||e.call(this,d),this.sawRoot=!0,!this.fragmentOpt&&this.closedRoot&&this.fail("documents may contain only one root."),n){case b:this.openTag();break;case se:this.state=ct;break;default:w(n)||this.fail("disallowed character in tag name."),this.state=v0}}sOpenTagSlash(){this.getCode()===b?this.openSelfClosingTag():(this.fail("forward-slash in opening tag not followed by >."),this.state=v0)}sAttrib(){let e=this.skipSpaces();e!==g&&(w0(e)?(this.unget(),this.state=ft):e===b?this.openTag():e===se?this.state=ct:this.fail("disallowed character in attribute name."))}sAttribName(){let e=this.captureNameChars();e===F0?this.state=bn:w(e)?this.state=Y2:e===b?(this.fail("attribute without value."),this.pushAttrib(this.name,this.name),this.name=this.text="",this.openTag()):e!==g&&this.fail("disallowed character in attribute name.")}sAttribNameSawWhite(){let e=this.skipSpaces();switch(e){case g:return;case F0:this.state=bn;break;default:this.fail("attribute without value."),this.text="",this.name="",e===b?this.openTag():w0(e)?(this.unget(),this.state=ft):(this.fail("disallowed character in attribute name."),this.state=v0)}}sAttribValue(){let e=this.getCodeNorm();le(e)?(this.q=e,this.state=Bn):w(e)||(this.fail("unquoted attribute value."),this.state=Dn,this.unget())}sAttribValueQuoted(){let{q:e,chunk:n}=this,{i:d}=this;for(;;)switch(this.getCode()){case e:this.pushAttrib(this.name,this.text+n.slice(d,this.prevI)),this.name=this.text="",this.q=null,this.state=J2;return;case _0:this.text+=n.slice(d,this.prevI),this.state=ie,this.entityReturnState=Bn;return;case T:case L:case Ft:this.text+=`${n.slice(d,this.prevI)} `,d=this.i;break;case Y:this.text+=n.slice(d,this.prevI),this.fail("disallowed character.");return;case g:this.text+=n.slice(d);return;default:}}sAttribValueClosed(){let e=this.getCodeNorm();w(e)?this.state=v0:e===b?this.openTag():e===se?this.state=ct:w0(e)?(this.fail("no whitespace between attributes."),this.unget(),this.state=ft):this.fail("disallowed character in attribute name.")}sAttribValueUnquoted(){let e=this.captureTo(ii);switch(e){case _0:this.state=ie,this.entityReturnState=Dn;break;case Y:this.fail("disallowed character.");break;case g:break;default:this.text.includes("]]>")&&this.fail('the string "]]>" is disallowed in char data.'),this.pushAttrib(this.name,this.text),this.name=this.text="",e===b?this.openTag():this.state=v0}}sCloseTag(){let e=this.captureNameChars();e===b?this.closeTag():w(e)?this.state=ei:e!==g&&this.fail("disallowed character in closing tag.")}sCloseTagSawWhite(){switch(this.skipSpaces()){case b:this.closeTag();break;case g:break;default:this.fail("disallowed character in closing tag.")}}handleTextInRoot(){let{i:e,forbiddenState:n}=this,{chunk:d,textHandler:r}=this;e:for(;;)switch(this.getCode()){case Y:{if(this.state=at,r!==void 0){let{text:i}=this,o=d.slice(e,this.prevI);i.length!==0?(r(i+o),this.text=""):o.length!==0&&r(o)}n=o0;break e}case _0:this.state=ie,this.entityReturnState=S,r!==void 0&&(this.text+=d.slice(e,this.prevI)),n=o0;break e;case h0:switch(n){case o0:n=Sn;break;case Sn:n=At;break;case At:break;default:throw new Error("impossible state")}break;case b:n===At&&this.fail('the string "]]>" is disallowed in char data.'),n=o0;break;case L:r!==void 0&&(this.text+=`${d.slice(e,this.prevI)}
`),e=this.i,n=o0;break;case g:r!==void 0&&(this.text+=d.slice(e));break e;default:n=o0}this.forbiddenState=n}handleTextOutsideRoot(){let{i:e}=this,{chunk:n,textHandler:d}=this,r=!1;e:for(;;){let i=this.getCode();switch(i){case Y:{if(this.state=at,d!==void 0){let{text:o}=this,a=n.slice(e,this.prevI);o.length!==0?(d(o+a),this.text=""):a.length!==0&&d(a)}break e}case _0:this.state=ie,this.entityReturnState=S,d!==void 0&&(this.text+=n.slice(e,this.prevI)),r=!0;break e;case L:d!==void 0&&(this.text+=`${n.slice(e,this.prevI)}
`),e=this.i;break;case g:d!==void 0&&(this.text+=n.slice(e));break e;default:w(i)||(r=!0)}}r&&(!this.sawRoot&&!this.reportedTextBeforeRoot&&(this.fail("text data outside of root node."),this.reportedTextBeforeRoot=!0),this.closedRoot&&!this.reportedTextAfterRoot&&(this.fail("text data outside of root node."),this.reportedTextAfterRoot=!0))}pushAttribNS(e,n){var d;let{prefix:r,local:i}=this.qname(e),o={name:e,prefix:r,local:i,value:n};if(this.attribList.push(o),(d=this.attributeHandler)===null||d===void 0||d.call(this,o),r==="xmlns"){let a=n.trim();this.currentXMLVersion==="1.0"&&a===""&&this.fail("invalid attempt to undefine prefix in XML 1.0"),this.topNS[i]=a,mt(this,i,a)}else if(e==="xmlns"){let a=n.trim();this.topNS[""]=a,mt(this,"",a)}}pushAttribPlain(e,n){var d;let r={name:e,value:n};this.attribList.push(r),(d=this.attributeHandler)===null||d===void 0||d.call(this,r)}end(){var e,n;this.sawRoot||this.fail("document must contain a root element.");let{tags:d}=this;for(;d.length>0;){let i=d.pop();this.fail(`unclosed tag: ${i.name}`)}this.state!==pn&&this.state!==S&&this.fail("unexpected end.");let{text:r}=this;return r.length!==0&&((e=this.textHandler)===null||e===void 0||e.call(this,r),this.text=""),this._closed=!0,(n=this.endHandler)===null||n===void 0||n.call(this),this._init(),this}resolve(e){var n,d;let r=this.topNS[e];if(r!==void 0)return r;let{tags:i}=this;for(let o=i.length-1;o>=0;o--)if(r=i[o].ns[e],r!==void 0)return r;return r=this.ns[e],r!==void 0?r:(d=(n=this.opt).resolvePrefix)===null||d===void 0?void 0:d.call(n,e)}qname(e){let n=e.indexOf(":");if(n===-1)return{prefix:"",local:e};let d=e.slice(n+1),r=e.slice(0,n);return(r===""||d===""||d.includes(":"))&&this.fail(`malformed name: ${e}.`),{prefix:r,local:d}}processAttribsNS(){var e;let{attribList:n}=this,d=this.tag;{let{prefix:o,local:a}=this.qname(d.name);d.prefix=o,d.local=a;let s=d.uri=(e=this.resolve(o))!==null&&e!==void 0?e:"";o!==""&&(o==="xmlns"&&this.fail('tags may not have "xmlns" as prefix.'),s===""&&(this.fail(`unbound namespace prefix: ${JSON.stringify(o)}.`),d.uri=o))}if(n.length===0)return;let{attributes:r}=d,i=new Set;for(let o of n){let{name:a,prefix:s,local:l}=o,u,c;s===""?(u=a==="xmlns"?A0:"",c=a):(u=this.resolve(s),u===void 0&&(this.fail(`unbound namespace prefix: ${JSON.stringify(s)}.`),u=s),c=`{${u}}${l}`),i.has(c)&&this.fail(`duplicate attribute: ${c}.`),i.add(c),o.uri=u,r[a]=o}this.attribList=[]}processAttribsPlain(){let{attribList:e}=this,n=this.tag.attributes;for(let{name:d,value:r}of e)n[d]!==void 0&&this.fail(`duplicate attribute: ${d}.`),n[d]=r;this.attribList=[]}openTag(){var e;this.processAttribs();let{tags:n}=this,d=this.tag;d.isSelfClosing=!1,(e=this.openTagHandler)===null||e===void 0||e.call(this,d),n.push(d),this.state=S,this.name=""}openSelfClosingTag(){var e,n,d;this.processAttribs();let{tags:r}=this,i=this.tag;i.isSelfClosing=!0,(e=this.openTagHandler)===null||e===void 0||e.call(this,i),(n=this.closeTagHandler)===null||n===void 0||n.call(this,i),(this.tag=(d=r[r.length-1])!==null&&d!==void 0?d:null)===null&&(this.closedRoot=!0),this.state=S,this.name=""}closeTag(){let{tags:e,name:n}=this;if(this.state=S,this.name="",n===""){this.fail("weird empty close tag."),this.text+="</>";return}let d=this.closeTagHandler,r=e.length;for(;r-- >0;){let i=this.tag=e.pop();if(this.topNS=i.ns,d?.(i),i.name===n)break;this.fail("unexpected close tag.")}r===0?this.closedRoot=!0:r<0&&(this.fail(`unmatched closing tag: ${n}.`),this.text+=`</${n}>`)}parseEntity(e){if(e[0]!=="#"){let d=this.ENTITIES[e];return d!==void 0?d:(this.fail(this.isName(e)?"undefined entity.":"disallowed character in entity name."),`&${e};`)}let n=NaN;return e[1]==="x"&&/^#x[0-9a-f]+$/i.test(e)?n=parseInt(e.slice(2),16):/^#[0-9]+$/.test(e)&&(n=parseInt(e.slice(1),10)),this.isChar(n)?String.fromCodePoint(n):(this.fail("malformed character entity."),`&${e};`)}};m0.SaxesParser=Ct});function g1(t){return t instanceof Uint8Array||ArrayBuffer.isView(t)&&t.constructor.name==="Uint8Array"&&"BYTES_PER_ELEMENT"in t&&t.BYTES_PER_ELEMENT===1}var Pe=t=>t?`"${t}" `:"";function Nr(t,e=""){if(typeof t!="number")throw new TypeError(Pe(e)+"expected number, got "+typeof t);if(!Number.isSafeInteger(t)||t<0)throw new RangeError(Pe(e)+"expected integer >= 0, got "+t);return t}function V0(t,e,n=""){if(g1(t)&&(e===void 0||t.length===e))return t;e!==void 0&&Nr(e,"length");let d=g1(t),r=e!==void 0?` of length ${e}`:"",i=d?`length=${t.length}`:`type=${typeof t}`,o=Pe(n)+"expected Uint8Array"+r+", got "+i;throw d?new RangeError(o):new TypeError(o)}var wr=(t,e)=>{if(t===null||typeof t!="object"||Array.isArray(t))throw new TypeError((e==="object"?"":`"${e}" `)+"expected object, got type="+typeof t)},b1=(t,e)=>{wr(t,e);let n=Object.getPrototypeOf(t);if(n!==Object.prototype&&n!==null)throw new TypeError(`"${e}" expected plain object`);if(Object.hasOwn(t,"__proto__"))throw new TypeError(`"${e}.__proto__" is not allowed`)};function Re(t,e=!0){if(t.destroyed)throw new Error("hash was destroyed");if(e&&t.finished)throw new Error("digest() was already called")}function D1(t,e){V0(t,void 0,"output");let n=e.outputLen;if(!(t.length>=n))throw new RangeError('"output" expected length >= '+n)}function ee(...t){for(let e=0;e<t.length;e++)t[e].fill(0)}function te(t){return new DataView(t.buffer,t.byteOffset,t.byteLength)}function _(t,e){return t<<32-e|t>>>e}var x1=typeof Uint8Array.from([]).toHex=="function"&&typeof Uint8Array.fromHex=="function",vr=Array.from({length:256},(t,e)=>e.toString(16).padStart(2,"0"));function u0(t){if(V0(t),x1)return t.toHex();let e="";for(let n=0;n<t.length;n++)e+=vr[t[n]];return e}function B1(t){return t>=48&&t<=57?t-48:t>=65&&t<=70?t-55:t>=97&&t<=102?t-87:void 0}function y1(t){if(typeof t!="string")throw new TypeError("hex string expected, got "+typeof t);if(x1)try{return Uint8Array.fromHex(t)}catch(r){throw r instanceof SyntaxError?new RangeError(r.message):r}let e=t.length,n=e/2;if(e%2)throw new RangeError("hex string expected, got unpadded hex of length "+e);let d=new Uint8Array(n);for(let r=0,i=0;r<n;r++,i+=2){let o=B1(t.charCodeAt(i)),a=B1(t.charCodeAt(i+1));if(o===void 0||a===void 0){let s=t[i]+t[i+1];throw new RangeError('hex string expected, got non-hex character "'+s+'" at index '+i)}d[r]=o*16+a}return d}function W1(t){if(typeof t!="string")throw new TypeError("string expected");let e=new TextEncoder().encode(t);try{return new Uint8Array(e)}finally{ee(e)}}function c0(...t){let e=0;for(let d=0;d<t.length;d++){let r=t[d];V0(r),e+=r.length}let n=new Uint8Array(e);for(let d=0,r=0;d<t.length;d++){let i=t[d];n.set(i,r),r+=i.length}return n}function _r(t,e,n="opts"){return b1(t,"defaults"),e!==void 0&&b1(e,n),Object.assign(Object.create(null),t,e)}function V1(t,e={}){if(typeof t!="function")throw new TypeError('"hashCons" expected function, got type='+typeof t);e=_r({},e,"info");let n=(r,i)=>t(i).update(r).digest(),d=t(void 0);return n.outputLen=d.outputLen,n.blockLen=d.blockLen,n.canXOF=d.canXOF,n.create=r=>t(r),Object.assign(n,e),Object.freeze(n)}var S1=t=>({oid:Uint8Array.from([6,9,96,134,72,1,101,3,4,2,t])});var ke=t=>W1(t);function N1(t,e){if(!/^([0-9a-f]{2})*$/.test(t))throw new RangeError("want lower-case hexadecimal");let n=y1(t);if(e!==void 0&&n.length!==e)throw new RangeError(`have ${n.length} bytes, want ${e}`);return n}function Ie(t,e){let n=Math.min(t.length,e.length);for(let d=0;d<n;d++)if(t[d]!==e[d])return t[d]-e[d];return t.length-e.length}var Oe=(t,e)=>Ie(t,e)===0;function Le(t){let e="";for(let n of t)e+=String.fromCharCode(n);return btoa(e)}function w1(t){if(!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(t))throw new RangeError("want standard base64 with padding");let e=Uint8Array.from(atob(t),n=>n.charCodeAt(0));if(Le(e)!==t)throw new RangeError("base64 with bits behind its end");return e}var Tr=t=>t/2**32|0,Pr=t=>t>>>0;function v1(t,e,n,d){let r=Tr(n),i=Pr(n);t.setUint32(e,d?i:r,d),t.setUint32(e+4,d?r:i,d)}function _1(t,e,n){return t&e^~t&n}function T1(t,e,n){return t&e^t&n^e&n}var ne=class{blockLen;outputLen;canXOF=!1;padOffset;isLE;buffer;view;finished=!1;length=0;pos=0;destroyed=!1;constructor(e,n,d,r){this.blockLen=e,this.outputLen=n,this.padOffset=d,this.isLE=r,this.buffer=new Uint8Array(e),this.view=te(this.buffer)}update(e){Re(this),V0(e);let{view:n,buffer:d,blockLen:r}=this,i=e.length,o=!1;for(let a=0;a<i;){let s=Math.min(r-this.pos,i-a);if(s===r){let l=te(e);for(;r<=i-a;a+=r)this.process(l,a);o=!0;continue}d.set(a===0&&s===i?e:e.subarray(a,a+s),this.pos),this.pos+=s,a+=s,this.pos===r&&(this.process(n,0),this.pos=0,o=!0)}return this.length+=e.length,o&&this.roundClean(),this}digestInto(e){Re(this),D1(e,this),this.finished=!0;let{buffer:n,view:d,blockLen:r,isLE:i}=this,{pos:o}=this;n[o++]=128,n.fill(0,o),this.padOffset>r-o&&(this.process(d,0),n.fill(0)),v1(d,r-8,this.length*8,i),this.process(d,0),this.roundClean();let a=e===n?d:te(e),s=this.outputLen,l=s/4,u=this.get();if(s%4||l>u.length)throw new Error("invalid outputLen");for(let c=0;c<l;c++)a.setUint32(4*c,u[c],i)}digest(){let{buffer:e,outputLen:n}=this;this.digestInto(e);let d=e.slice(0,n);return this.destroy(),d}_cloneIntoMeta(e){let{buffer:n,length:d,finished:r,destroyed:i,pos:o}=this;return e.destroyed=i,e.finished=r,e.length=d,e.pos=o,o&&e.buffer.set(n),e}clone(){return this._cloneInto()}},P1=Uint32Array.from([1779033703,3144134277,1013904242,2773480762,1359893119,2600822924,528734635,1541459225]);var Rr=Uint32Array.from([1116352408,1899447441,3049323471,3921009573,961987163,1508970993,2453635748,2870763221,3624381080,310598401,607225278,1426881987,1925078388,2162078206,2614888103,3248222580,3835390401,4022224774,264347078,604807628,770255983,1249150122,1555081692,1996064986,2554220882,2821834349,2952996808,3210313671,3336571891,3584528711,113926993,338241895,666307205,773529912,1294757372,1396182291,1695183700,1986661051,2177026350,2456956037,2730485921,2820302411,3259730800,3345764771,3516065817,3600352804,4094571909,275423344,430227734,506948616,659060556,883997877,958139571,1322822218,1537002063,1747873779,1955562222,2024104815,2227730452,2361852424,2428436474,2756734187,3204031479,3329325298]),X=new Uint32Array(64),Ue=class extends ne{A=0;B=0;C=0;D=0;E=0;F=0;G=0;H=0;constructor(e,n){super(64,e,8,!1),this.A=n[0]|0,this.B=n[1]|0,this.C=n[2]|0,this.D=n[3]|0,this.E=n[4]|0,this.F=n[5]|0,this.G=n[6]|0,this.H=n[7]|0}get(){let{A:e,B:n,C:d,D:r,E:i,F:o,G:a,H:s}=this;return[e,n,d,r,i,o,a,s]}set(e,n,d,r,i,o,a,s){this.A=e|0,this.B=n|0,this.C=d|0,this.D=r|0,this.E=i|0,this.F=o|0,this.G=a|0,this.H=s|0}_cloneInto(e){return(e||=new this.constructor).set(...this.get()),this._cloneIntoMeta(e)}process(e,n){for(let c=0;c<16;c++,n+=4)X[c]=e.getUint32(n,!1);for(let c=16;c<64;c++){let F=X[c-15],h=X[c-2],C=_(F,7)^_(F,18)^F>>>3,m=_(h,17)^_(h,19)^h>>>10;X[c]=m+X[c-7]+C+X[c-16]|0}let{A:d,B:r,C:i,D:o,E:a,F:s,G:l,H:u}=this;for(let c=0;c<64;c++){let F=_(a,6)^_(a,11)^_(a,25),h=u+F+_1(a,s,l)+Rr[c]+X[c]|0,m=(_(d,2)^_(d,13)^_(d,22))+T1(d,r,i)|0;u=l,l=s,s=a,a=o+h|0,o=i,i=r,r=d,d=h+m|0}d=d+this.A|0,r=r+this.B|0,i=i+this.C|0,o=o+this.D|0,a=a+this.E|0,s=s+this.F|0,l=l+this.G|0,u=u+this.H|0,this.set(d,r,i,o,a,s,l,u)}roundClean(){ee(X)}destroy(){this.destroyed=!0,this.set(0,0,0,0,0,0,0,0),ee(this.buffer)}},Ge=class extends Ue{constructor(){super(32,P1)}};var S0=V1(()=>new Ge,S1(1));var kr=new Set(["mode_off","purpose_refused","dataset_too_small","list_too_small","list_too_large","too_many_sessions","budget_exhausted","too_soon","struck","unknown_audience","audience_exists","not_audited"]),N0=class extends Error{code;local;retryAfter;constructor(e,n,d=!0){super(n),this.name="Failure",this.code=e,this.local=d}get refused(){return kr.has(this.code)}};var Ir=new Uint32Array(65537),Or=new Uint32Array(65537);function R1(t,e,n=0){let d=t.length/e,r=l=>{let u=l*e;return(t[u]<<24|t[u+1]<<16|t[u+2]<<8|t[u+3])<<n>>>16},i=Ir.fill(0);for(let l=0;l<d;l++)i[r(l)+1]++;for(let l=1;l<i.length;l++)i[l]+=i[l-1];let o=new Uint32Array(d),a=Or;a.set(i);for(let l=0;l<d;l++)o[a[r(l)]++]=l;let s=l=>t.subarray(l*e,(l+1)*e);for(let l=0;l<65536;l++)i[l+1]-i[l]>1&&o.subarray(i[l],i[l+1]).sort((u,c)=>Ie(s(u),s(c)));return o}var A=class extends RangeError{constructor(n,d,r){super(d);this.code=n;this.line=r;this.name="TableError"}code;line},Z=1<<20,t0=t=>new A("row_too_long",`longer than ${Z} characters; is this the right file?`,t);async function*k1(t,e,n=0){let d=new de(e,n);for await(let r of t)yield*d.take(r);yield*d.end()}function I1(t,e){let n=new de(e,0),d=[...n.take(t)];try{d.push(...n.end())}catch{return}return d.length===1&&!d[0].fault?d[0].cells:void 0}var de=class{constructor(e,n){this.delimiter=e;this.skip=n;this.#i=n+1}delimiter;skip;#e="";#t=[];#n="no";#r=!1;#d=1;#i;#o=!1;#a=0;*take(e){for(let n of e){let d=n===`
`&&this.#o;this.#o=n==="\r";let r=this.#d<=this.skip;if(!d&&(n===`
`||n==="\r")&&this.#d++,!r)if(this.#n==="inside")n==='"'?this.#n="closing":this.#s(n);else if(n==='"'&&this.#n==="closing")this.#n="inside",this.#s(n);else if(n==='"'&&this.#e===""&&this.#n==="no")this.#n="inside";else if(n===this.delimiter)this.#l();else{if(d)continue;n===`
`||n==="\r"?yield*this.#u():(this.#n==="closing"&&(this.#r=!0),this.#s(n))}}}*end(){if(this.#n==="inside")throw new A("open_quote",`a quote in line ${this.#i} or behind is never closed`,this.#i);yield*this.#u()}#s(e){if(this.#e+=e,++this.#a>Z)throw t0(this.#i)}#l(){if(this.#t.push(this.#e),this.#e="",this.#n="no",++this.#a>Z)throw t0(this.#i)}*#u(){this.#l();let e=this.#t,n={line:this.#i,cells:e,...this.#r&&{fault:"bad_quote"}};this.#t=[],this.#a=0,this.#r=!1,this.#i=this.#d,(e.length>1||e[0]!=="")&&(yield n)}};var Lr={ß:"ss",æ:"ae",œ:"oe",ø:"o",ł:"l",đ:"d",ı:"i"},He=t=>t.normalize("NFKD").replace(/\p{Mn}/gu,"").toLowerCase().replace(/[ßæœøłđı]/g,e=>Lr[e]);function O1(t){return He(Ur(t.replace(/\b(no\.|n[º°]|n\.[º°])|№/gi,"num "))).replace(/[^\p{L}\p{N}]+/gu,"_").replace(/^_|_$/g,"").replace(/sha_(1|256|512)\b/g,"sha$1").replace(/(^|_)(e_?mail|mail|phone|mobile|telefon|tel)_?[0-9]{1,2}(_|$)/g,"$1$2$3").replace(/_[0-9]{1,2}$/,"").replace(/_$/,"")}var Ur=t=>t.replace(/(\p{Ll})(?=\p{Lu})/gu,"$1_").replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu,"$1_"),n0=t=>O1(t).replaceAll("_",""),je=t=>`_${O1(t)}_`.replaceAll("_e_mail","_email").replaceAll("_whats_app_","_whatsapp_").split("_").filter(e=>e!=="");function k(t){let e=new Set(t.split(/\s+/));return n=>e.has(n)}var G1={email:`email|mail|emails|email address|email addresses|mail address|email id|email value|email addr|email adr|mail adr|emailaddress1|emailaddress2|emailaddress3|
    mailadresse|emailadresse|emailadres|epost|epostadress|epostadresse|sähköposti|sähköpostiosoite|courriel|mél|adresse électronique|messagerie|
    adresse de messagerie|correo|correo electrónico|correos electrónicos|dirección de correo electrónico|posta elettronica|
    indirizzo di posta elettronica|correio eletrônico|correio eletrónico|correio electrónico|poczta elektroniczna|adres email|e-mailová adresa|
    эл. почта|электронная почта|メール|メールアドレス|電子メール|電子メールアドレス|电子邮件|电子邮箱|邮箱|이메일|전자 메일|전자 메일 주소`,phone:`phone|phones|phone number|phone numbers|phone no|phone e164|phone value|mobile|mobile number|mobile no|cell|cellphone|cell number|cellular|
    sms phone|sms phone number|telephone|telephones|telephone number|tel|tel no|msisdn|whatsapp|gsm|landline|phone nbr|phone num|mobilephone|
    telephone1|telephone2|telephone3|Telefon|Haupttelefon|Telefonnummer|Telefonnr|Telefonnummern|Mobil|Mobilnummer|Mobiltelefon|Mobilfunk|
    Mobilfunknummer|Handy|Handynummer|Handynr|Rufnummer|Rufnr|Fon|Festnetz|Festnetznummer|Natel|telefoon|telefoonnummer|mobiel|mobiele telefoon|
    hoofdtelefoon|hovedtelefon|tlf|puhelin|puhelinnumero|téléphone|téléphones|téléphone fixe|portable|téléfono|teléfonos|celular|móvil|telefono fisso|
    cellulare|telefone|telefones|telemóvel|telefon komórkowy|telefono|телефон|мобильный телефон|電話|電話番号|携帯電話|自宅電話|会社電話|その他の電話|
    通常の電話|手机|手机号|手机号码|전화|전화번호|휴대폰|집 전화|집 전화 번호|근무처 전화|기타 전화|기본 전화`,country:`country|countries|country region|land|Länderkürzel|Ländercode|Landeskürzel|Länderkennzeichen|pays|país|paese|nazione|kraj|země|страна|国|国家|
    국가|국가 지역|근무지 국가 지역|집 주소 국가 지역`,email_sha256:`email sha256|sha256 email|sha256 email address|hashed email|email hashed|email hash|email address sha256|hashed email address|hashed emails|hem|
    email hashed sha256`,phone_sha256:`phone sha256|sha256 phone|sha256 phone number|hashed phone|phone hashed|phone hash|phone number sha256|hashed phone number|hashed phones|mobile sha256|
    phone sha256 e164|phone sha256 e164plus`,other_hash:`email md5|md5 email|email sha1|sha1 email|email sha512|phone md5|md5 phone|phone sha1|sha1 phone|hashed email md5|hashed email sha1|phone sha512|
    phone sha256 digits|phone digits sha256`},Gr=`user id|user|uid|user ref|user reference|customer id|account id|external id|external user id|contact id|record id|subscriber key|local id|klaviyo id|
  braze id|collection context|context|grants|grant|data uses|notice version|notice|given at|given|consented at|granted at|notice time|tcf|tc string|
  tcf string|gpp|gpp string|updated at|updated|modified at|changed at|email verified|phone verified|confirmed at`,Hr={opted_out:`opted out|opt out|opts out|unsubscribed|unsubscribe|unsub|do not contact|do not email|do not mail|do not call|do not text|do not market|do not sell|
    do not share|do not sell or share|dnc|suppressed|blacklisted|blocklisted|objected|objects|objection|abgemeldet|abbestellt|widersprochen|widerspruch|
    werbewiderspruch|werbesperre|kontaktsperre|nicht kontaktieren|keine werbung|désabonné|désinscrit|ne pas contacter|opposition|dado de baja|
    no contactar|desuscrito|disiscritto|non contattare|descadastrado|não contatar|não contactar|afgemeld|uitgeschreven|wypisany`,opted_in:"opted in|opt in|opts in|accepts|subscribed|double opt in|werbeeinwilligung|suscrito",revoked:`revoked|withdrawn|withdrew|consent withdrawn|consent revoked|withdrawal|consent withdrawal|revocation|widerrufen|widerruf|einwilligung widerrufen|
    consentement retiré|révoqué|revocado|consentimiento revocado|revocato|consenso revocato|revogado|consentimento revogado|ingetrokken`,expires_at:`expires at|expires|expiry|expiration|expire|valid until|valid through|consent expires|consent expiry|consent valid until|grant expires|gültig bis|
    einwilligung gültig bis|valable jusqu'au|expire le|válido hasta|valido fino al|válido até|geldig tot`,deleted:`deleted|erased|deletion|erasure|soft deleted|gdpr erased|gdpr deleted|gelöscht|geloescht|löschung|supprimé|effacé|eliminado|borrado|eliminato|excluído|
    apagado|verwijderd|usunięty`},jr=k(`customer customers contact contacts user users person people member subscriber buyer client lead profile my your
  primary main default secondary second alternate alternative additional other home work business office private personal professional
  day daytime evening billing invoice current preferred registered login number no num nr field custom raw plain formatted value values
  address traits attributes properties props metadata s of the
  kunde kunden kontakt kontakte nutzer benutzer privat private geschaftlich geschaeftlich geschaftl geschaeftl gesch dienstlich dienstl beruflich zweit haupt weitere weiteres weiterer e zweite rechnung rechnungs
  adresse nummer der des die von
  principal principale personnel personnelle perso professionnel professionnelle pro domicile travail bureau autre facturation numero de du la le l d
  cliente clientes contacto usuario personal particular trabajo casa domicilio oficina otro otra facturacion direccion del el o
  contatto utente personale lavoro ufficio uff ab altro altra fatturazione indirizzo di
  contato usuario pessoal trabalho residencial residencia comercial outro outra cobranca endereco do da
  adres klant werk op thuis ander andere zakelijk adress privat priv jobb arbejde arb anden andet annen annet primaer
  komorkowy domowy sluzbowy inny primarni zam dom jiny 会社 自宅 その他`),Kr=k(`code codes iso iso2 iso3 alpha alpha2 alpha3 3166 name region mailing postal code codigo codice kurzel kuerzel
  regio regiao omrade 地域`),L1=k(`verified confirmed verifiziert bestatigt bestaetigt verifie verifiee confirme confirmee verificado confirmado verificata
  verificato confermato confermata geverifieerd bevestigd`),zr=k("is has was been ist est flag flg status"),qr=k(`email emails e mail mails sms text texts phone whatsapp push fax call calls marketing newsletter newsletters mailing mailings
  communications communication messages advertising ads promotions flag flg indicator ok
  is was has are from of for to by the all any globally global
  user customer contact person member record person subscriber account hs sf ist wurde von il est a ete fue foi per via d`),ze=k("at on date time datetime timestamp ts utc since when datum zeitpunkt am seit fecha data quand le el em"),Xr=k("fax faxes telefax faxe faxen"),Zr=k(`email emails mail mails mailing mailings sms text texts phone phones telephone telefon mobile mobil whatsapp push call calls
  newsletter newsletters post postal letter letters all any every global globally alle allen contact kontakt or and und oder`),Yr=k(`card cards password passwd pass token tokens session cookie key otp code link url reset trial contract warranty licence license passport
  messages message count counts ip cc creditcard karte karten kreditkarte carte cartes tarjeta tarjetas carta carte cartão cartao kort karta points point punkte puntos punti reward rewards
  voucher vouchers coupon coupons gutschein gutscheine discount quote offer offers angebot angebote price preis visa insurance domain ssl certificate certificates cert cache document documento fattura
  facture invoice ausweis fuhrerschein fuehrerschein item items order orders task tasks file files product products cart carts photo photos image images comment comments paiement payment pago pagamento`),Jr=/^(no|stop|block)((e?mail|mail|sms|call|text|phone|mobile|telephone|push|promo|ad|newsletter)s?|marketing|contact|post|pub)$/,Ke=t=>t.split("|").map(e=>e.trim()),H1=t=>t.filter(e=>!qr(e)&&!ze(e)),I;function qe(){if(I)return I;I={names:new Map,consent:new Map};for(let t of Ke(Gr))I.names.set(n0(t),"record");for(let[t,e]of Object.entries(G1))for(let n of Ke(e))I.names.set(n0(n),t);for(let[t,e]of Object.entries(Hr)){let n=Ke(e);I.names.set(n0(n[0]),t);for(let d of n)I.consent.set(H1(je(d)).join(""),t)}return I.consent.delete(""),I.names.set("validto","expires_at"),I}function d0(t){let e=qe().names.get(n0(t));if(e)return e;let n=je(t);return j1(n)??Qr(n)??e2(n)}function j1(t){if(Jr.test(t.join("")))return;let e=t.filter(d=>!jr(d)&&!/^[0-9].?$/.test(d)),n=U1(e);return n||(U1(e.filter(d=>!Kr(d)))==="country"?"country":void 0)}function U1(t){let{names:e}=qe(),n=e.get(t.join(""));if(!(n===void 0&&t.length>0&&(n=e.get(t[0]),t.some(d=>e.get(d)!==n))))return n!==void 0&&n in G1?n:void 0}function Qr(t){if(!t.some(L1))return;let e=j1(t.filter(n=>!L1(n)&&!zr(n)&&!ze(n)));return e==="email"||e==="phone"?"record":void 0}function e2(t){let e=qe().consent.get(H1(t).join("")),n=t.some(Xr)&&!t.some(Zr);if(!(e===void 0||n||t.some(Yr)))return e==="opted_in"&&t.some(ze)&&!t.includes("double")?"record":e}var K1=({format:t,headers:e,objects:n})=>e.map((d,r)=>{let i=d0(d),o=t==="ndjson"&&/[.[]/.test(d);return n.includes(r)||o&&!re(i)?void 0:i}),re=t=>t==="opted_out"||t==="revoked"||t==="deleted";var Xe=20,Ze=t=>t.trim().replace(/\r\n|\r|\n/g," ");function Ye(t,e){let[n,d,r]=[-1,-1,0],i=[];for(let[o,a]of t.entries()){let s=a.filter(F=>F.trim()!==""),l=s.length;if(i.push(l),l===0)continue;if(r0(a.map(n2)))break;n<0&&(n=o);let u=Math.max(0,...i.slice(0,o).map((F,h)=>e&&e[h]!==e[o]?Math.min(F,1):F));if(s.some(F=>d0(F)!==void 0)&&(o===n||l>u||l===1&&u===1))return o;d<0&&l>1&&r<2&&(d=o),r=Math.max(r,l)}return Math.max(d,n,0)}var t2=/(^|[ ,:(])\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([ T,]+\d{1,2}:\d{2}(:\d{2})?|[ ,]|$)/g;function n2(t){let e=t.trim().split(" ").length>3;return t.replace(t2,"").replace(e?/\S+@\S+/g:/$^/,"")}function r0(t){return t.some(e=>{if(e.includes("@")||new TextEncoder().encode(e).length>64&&!e.includes(" ")||/[\0-\x1f]/.test(e))return!0;let n=e.replace(/[^0-9]/g,"").length;return n>8||n>5&&!/\p{L}/u.test(e)})}var O=class{constructor(e){this.code=e}code},d2=1e3;function z1(t){let e=new Je(t),n=e.value(0);if(!(n instanceof Map)||!e.ended())throw new O("bad_json");return n}var Je=class{constructor(e){this.text=e}text;#e=0;ended(){return this.#i(),this.#e===this.text.length}value(e){if(e>d2)throw new O("bad_json");switch(this.#i(),this.text[this.#e]){case"{":return this.#t(e);case"[":return this.#n(e);case'"':return this.#r()}let n=this.#d(/true|false|null|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y);return n==="null"?null:n}#t(e){let n=new Map;if(this.#e++,this.#o("}"))return n;do{if(this.#i(),this.text[this.#e]!=='"')throw new O("bad_json");let d=this.#r();if(n.has(d))throw new O("duplicate_field");this.#a(":"),n.set(d,this.value(e+1))}while(this.#o(","));return this.#a("}"),n}#n(e){let n=[];if(this.#e++,this.#o("]"))return n;do n.push(this.value(e+1));while(this.#o(","));return this.#a("]"),n}#r(){let e=this.#d(/"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);return(e.includes("\\")?JSON.parse(e):e.slice(1,-1)).replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,"�")}#d(e){e.lastIndex=this.#e;let n=e.exec(this.text)?.[0];if(n===void 0)throw new O("bad_json");return this.#e+=n.length,n}#i(){for(;` 	
\r`.includes(this.text[this.#e]??"x");)this.#e++}#o(e){return this.#i(),this.text[this.#e]!==e?!1:(this.#e++,!0)}#a(e){if(!this.#o(e))throw new O("bad_json")}};var q1=65536,r2=2e3,i2=16;async function*Y1(t){let e=new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}),[n,d]=[new Uint8Array,0],r=i=>{let o;try{o=e.decode(i).replace(/\r$/,"")}catch{}return++d===1&&(o=o?.replace(/^\ufeff/,"")),{line:d,text:o,length:i.length+1}};for await(let i of t){let o=0;for(let a=i.indexOf(10);a>=0;a=i.indexOf(10,o)){let s=i.subarray(o,a);yield r(n.length>0?X1(n,s):s),n=new Uint8Array,o=a+1}if(n=X1(n,i.subarray(o)),n.length>Z)throw t0(d+1)}n.length>0&&(yield r(n))}function X1(t,e){let n=new Uint8Array(t.length+e.length);return n.set(t),n.set(e,t.length),n}var Qe=class{columns=[];#e=new Map;get headers(){return this.columns.map(({path:e})=>e)}isObjects=e=>this.columns[e].object&&!this.columns[e].value;learn(e){let n=Z1(e);n instanceof Map&&this.#t(n,"",0)}#t(e,n,d){for(let[r,i]of e){let o=n+r,a=this.#e.get(o);if(a===void 0){if(this.columns.length>=r2||d>i2||d>0&&r0([r]))continue;a=this.columns.push({path:o,value:!1,object:!1})-1,this.#e.set(o,a)}this.#n(a,i,o,d,".")}}#n(e,n,d,r,i){if(n instanceof Map)this.columns[e].object=!0,this.#t(n,d+i,r+1);else if(Array.isArray(n))for(let o of n)this.#n(e,o,d,r,"[].");else n!==null&&(this.columns[e].value=!0)}row(e,n){let d=this.columns.map(()=>""),r=new Set,i=Z1(n);return i instanceof Map?(this.#r(i,"",e,d,r,!1),{line:e,cells:d,nested:[...r]}):{line:e,cells:[],nested:[],fault:i}}#r(e,n,d,r,i,o){for(let[a,s]of e){let l=n+a,u=this.#e.get(l);u===void 0?this.#i(n,a,d):this.#d(u,s,l,d,r,i,o)}}#d(e,n,d,r,i,o,a,s="."){if(n instanceof Map)o.add(e),this.#r(n,d+s,r,i,o,a);else if(Array.isArray(n)){Array.isArray(i[e])||(i[e]=[]);for(let l of n)this.#d(e,l,d,r,i,o,!0,"[].")}else n!==null&&(a?i[e]=[...Array.isArray(i[e])?i[e]:[],n]:i[e]=n)}#i(e,n,d){let r=e===""?d0(n):void 0;if(r===void 0||r==="record"||r==="other_hash")return;let i=r0([n])?"a field":`the field ${JSON.stringify(n.slice(0,80))}`;throw new A("late_field",`${i} appears here for the first time, and may have to be used: give it to the first object too`,d)}};function Z1(t){try{return t===void 0?"bad_json":z1(t)}catch(e){if(e instanceof O)return e.code;throw e}}async function J1(t){let e=new Qe,n=0;for await(let{text:d,length:r}of Y1(t))if((n+=r)>q1&&e.columns.length>0||(e.learn(d),n>q1))break;if(e.columns.length===0)throw new A("no_objects","no line is a JSON object with fields: want one object a line");return e}async function*Q1(t,e){for await(let{line:n,text:d}of Y1(t))(d===void 0||d.trim()!=="")&&(yield e.row(n,d))}var tn={date:!1,clock:!1,sections:[]},en=(t,...e)=>e.some(([n,d])=>t>=n&&t<=d);function nn(t){let e=t===22;return{date:e||en(t,[14,17],[27,31],[36,36],[50,54],[57,58]),clock:e||en(t,[18,21],[32,35],[45,45],[47,47],[55,56]),sections:[]}}function dn(t){let e=o2(t).map(a2),{date:n=!1,clock:d=!1}=e[0]??{},r=e.map(({section:i,date:o,clock:a,ok:s})=>o||a||!s?rn():i);return{date:n,clock:d,sections:n||d||r.every(i=>i.plain)?[]:r}}var rn=()=>({pieces:[],plain:!0,op:"",bound:0});function o2(t){let e=[],n=!1,d=0;for(let r=0;r<t.length;r++){let i=t[r];i==='"'?n=!n:i==="\\"&&!n?r++:i===";"&&!n&&(e.push(t.slice(d,r)),d=r+1)}return[...e,t.slice(d)]}function a2(t){let e=rn(),{pieces:n}=e,d=u=>{n.push({digit:"",text:u})},[r,i,o,a]=[!1,!1,!0,!1],s={section:e,date:!1,clock:!1,ok:!1};for(let u=0;u<t.length;u++){let c=t[u],F=String.fromCodePoint(t.codePointAt(u));if(c==='"'){let h=t.indexOf('"',u+1);if(h<0)return{section:e,date:r,clock:i,ok:!1};d(t.slice(u+1,h)),u=h}else if(c==="\\"||c==="_"||c==="*"){let h=t.codePointAt(u+1);if(h===void 0)break;c==="\\"&&d(String.fromCodePoint(h)),u+=h>65535?2:1}else if(c==="["){let h=t.indexOf("]",u);if(h<0)return{section:e,date:r,clock:i,ok:!1};if(!s2(e,t.slice(u+1,h),d))return s;u=h}else if("0#?".includes(c))a||n.push({digit:c==="0"?"0":"#",text:""});else if(c===".")a=!0;else{if(c===",")continue;/[ydm]/i.test(c)?r=!0:/[hs]/i.test(c)?i=!0:/[Ee/%@GgAaBb]/.test(c)?o=!1:(d(F),u+=F.length-1)}}r&&i&&!/[yd]/i.test(t)&&(r=!1);let l=n.filter(u=>u.digit==="0").length;return e.plain=l<=1&&n.every(u=>u.text.trim()==="")&&e.op==="",{section:e,date:r,clock:i,ok:o}}function s2(t,e,n){if(e.startsWith("$")){let r=e.slice(1).split("-")[0];return r!==""&&n(r),!0}let d=/^(<>|<=|>=|==|[<>=])(.*)$/.exec(e);return d?(t.op=d[1],t.bound=on(d[2])??NaN,!Number.isNaN(t.bound)):!/^[hms]*$/i.test(e)}var on=t=>/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(t)?Number(t):void 0;function an(t,e,n){let d=/^[0-9]+$/.test(e),{date:r,clock:i,sections:o}=t;if(d&&!r&&!i&&o.length===0)return e;let a=on(e);if(a===void 0)return e;let s=r||i?f2(t,a,n):void 0;if(s!==void 0)return s;let l=Number.isInteger(a)&&Math.abs(a)<1e15,{section:u,minus:c}=l?u2(o,a):{section:void 0,minus:!1};return u&&!u.plain?(c?"-":"")+c2(u,String(Math.abs(a))):d?e:l||Math.abs(a)>=1e-6&&Math.abs(a)<1e15?String(a===0?0:a):a.toExponential().toUpperCase().replace(/E([+-])(\d)$/,"E$10$2")}var l2={"<":(t,e)=>t<e,"<=":(t,e)=>t<=e,"=":(t,e)=>t===e,"<>":(t,e)=>t!==e,">=":(t,e)=>t>=e,">":(t,e)=>t>e};function u2(t,e){let n=e<0;if(t.some(d=>d.op!=="")){let r=t.find(i=>i.op!==""&&l2[i.op]?.(e,i.bound))??t.find(i=>i.op==="");return{section:r,minus:r!==void 0&&n}}return n&&t.length>1?{section:t[1],minus:!1}:e===0&&t.length>2?{section:t[2],minus:!1}:{section:t[0],minus:n}}function c2(t,e){let n=e==="0"?"":e,d=t.pieces.filter(i=>i.digit!=="").length,r=0;return t.pieces.map(({digit:i,text:o})=>{if(i==="")return o;r++;let a=n.length-(d-r);return a<=0?i==="0"?"0":"":r===1?n.slice(0,a):n[a-1]}).join("")}var et=864e5;function f2({date:t,clock:e},n,d){if(!(n>=0&&n<2958466))return;let r=Math.round(n*et),[i,o]=[Math.floor(r/et),r%et],a=u=>u.replace(/\.?0+Z$/,"Z");if(!t&&i===0)return a(new Date(o).toISOString().slice(11)).slice(0,-1);if(!d&&i===60)return;let s=d?Date.UTC(1904,0,1):Date.UTC(1899,11,i<60?31:30),l=new Date(s+r).toISOString();return o===0&&!e?l.slice(0,10):a(l)}var kn=Sr(Rn(),1);var U=()=>new A("damaged_workbook","this workbook is damaged: open it in a spreadsheet program and save it again"),pt=t=>t.slice(t.indexOf(":")+1);function B(t,e){let n=t.attributes[e];if(n!==void 0)return n;for(let d in t.attributes)if(pt(d)===e)return t.attributes[d];return""}async function*Et(t,e,n=""){let d=new kn.SaxesParser({position:!1}),r=0,i=0,o=!1,a=(s,l)=>{s===n&&(o=l),o||(i=r)};d.on("error",()=>{throw U()}),d.on("opentag",s=>{let l=pt(s.name);a(l,!0),e.open?.(l,s)}),d.on("closetag",s=>{let l=pt(s.name);e.close?.(l),a(l,!1)}),d.on("text",s=>e.text?.(s)),d.on("cdata",s=>e.text?.(s));for await(let s of li(t)){if(d.write(s),r+=s.length,r-i>Z)throw t0();yield}d.close()}async function*li(t){let e=new TextDecoder("utf-8",{fatal:!0});try{for await(let n of t.read())for(let d=0;d<n.length;d+=65536)yield e.decode(n.subarray(d,d+65536),{stream:!0});yield e.decode()}catch(n){throw n instanceof TypeError?U():n}}async function ce(t,e){for await(let n of Et(t,e));}var In=256<<20,Mt=4<<20,fe=class{#e=[];#t=[];#n=new Uint32Array(1024);#r=0;#d=0;#i=new TextEncoder;#o=new TextDecoder("utf-8",{ignoreBOM:!0});add(e){if((this.#e.length===0||this.#d+3*e.length>Mt)&&this.#a(3*e.length),this.#d+=this.#i.encodeInto(e,this.#e.at(-1).subarray(this.#d)).written,this.#r===this.#n.length){let n=new Uint32Array(2*this.#r);n.set(this.#n),this.#n=n}if(this.#n[this.#r++]=this.#d,this.#e.length*Mt+4*this.#n.length>In)throw new A("too_much_text",`the workbook holds more than ${In>>20} MiB of text: save the sheet as CSV UTF-8`)}#a(e){this.#e.push(new Uint8Array(Math.max(Mt,e))),this.#t.push(this.#r),this.#d=0}at(e){if(!Number.isInteger(e)||e<0||e>=this.#r)return;let n=0;for(let r=this.#t.length;r-n>1;){let i=n+r>>1;this.#t[i]<=e?n=i:r=i}let d=this.#t[n]===e?0:this.#n[e-1];return this.#o.decode(this.#e[n].subarray(d,this.#n[e]))}};var On=200,ui=16<<20,Ln=16384;async function*T0(t,e){let n=t.stream().getReader();try{let d=0;for(;;){let{done:r,value:i}=await n.read();if(r)return;for(let o=0;o<i.length;o+=Ln){let a=i.subarray(o,o+Ln);e?.(d+=a.length),yield a}}}finally{n.cancel().catch(()=>{})}}async function*P0(t,e,n){let d=new DecompressionStream(e),r=d.writable.getWriter(),i=d.readable.getReader(),o=0,a=(async()=>{for await(let s of T0(t,n))o+=s.length,await r.write(s);await r.close()})();a.catch(()=>{});try{let s=0;for(;;){let{done:l,value:u}=await i.read().catch(Un);if(l)break;if(s+=u.length,s>ui&&s/On>Math.max(o,e==="gzip"?0:t.size))throw new A("bomb",`decompresses to more than ${On} times its size, which no list does`);yield u}await a.catch(Un)}finally{i.cancel().catch(()=>{}),r.abort().catch(()=>{})}}function Un(t){throw t instanceof A||t instanceof DOMException&&t.name==="NotReadableError"?t:new TypeError("damaged")}var ci=16<<20,G=()=>new A("damaged_archive","this is not a workbook, or it is damaged or cut short"),Fe=async(t,e,n)=>{if(!(e>=0&&e<=n&&n<=t.size))throw G();return new DataView(await t.slice(e,n).arrayBuffer())};async function Hn(t){let{offset:e,length:n}=await fi(t);if(n>ci)throw G();let d=await Fe(t,e,e+n),r=new Map;for(let i=0;i+46<=n&&d.getUint32(i,!0)===33639248;){let[o,a,s]=[28,30,32].map(m=>d.getUint16(i+m,!0));if(i+46+o+a>n)throw G();let l=new TextDecoder().decode(new Uint8Array(d.buffer,i+46,o));if((d.getUint16(i+8,!0)&1)!==0)throw new A("encrypted","this archive is encrypted: unpack it first");let[u,c,F]=Fi(d,i,o,a),[h,C]=[d.getUint16(i+10,!0),d.getUint32(i+16,!0)];r.set(l.toLowerCase(),{name:l,read:m=>hi(t,{method:h,crc:C,size:u,packed:c,start:F},m)}),i+=46+o+a+s}return r}async function fi(t){let e=Math.max(0,t.size-65557),n=await Fe(t,e,t.size);for(let d=n.byteLength-22;d>=0;d--){if(n.getUint32(d,!0)!==101010256||d+22+n.getUint16(d+20,!0)>n.byteLength)continue;let[r,i]=[n.getUint32(d+12,!0),n.getUint32(d+16,!0)];if(i!==4294967295&&r!==4294967295)return{offset:i,length:r};if(d<20||n.getUint32(d-20,!0)!==117853008)throw G();let o=Number(n.getBigUint64(d-12,!0)),a=await Fe(t,o,o+56);if(a.getUint32(0,!0)!==101075792)throw G();return{length:Number(a.getBigUint64(40,!0)),offset:Number(a.getBigUint64(48,!0))}}throw G()}function Fi(t,e,n,d){let r=[t.getUint32(e+24,!0),t.getUint32(e+20,!0),t.getUint32(e+42,!0)],i=e+46+n+d;for(let o=i-d;o+4<=i;o+=4+t.getUint16(o+2,!0)){if(t.getUint16(o,!0)!==1)continue;let a=o+4;r.forEach((s,l)=>{s!==4294967295||a+8>i||(r[l]=Number(t.getBigUint64(a,!0)),a+=8)})}return r}async function*hi(t,{method:e,crc:n,size:d,packed:r,start:i},o){let a=await Fe(t,i,i+30);if(a.getUint32(0,!0)!==67324752)throw G();let s=i+30+a.getUint16(26,!0)+a.getUint16(28,!0);if(s+r>t.size||e!==0&&e!==8)throw G();let l=t.slice(s,s+r),[u,c]=[4294967295,0];try{for await(let F of e===0?T0(l,o):P0(l,"deflate-raw",o))u=Ai(u,F),c+=F.length,yield F}catch(F){throw F instanceof TypeError?G():F}if((u^4294967295)>>>0!==n||c!==d)throw G()}var Gn;function Ai(t,e){Gn??=Uint32Array.from({length:256},(n,d)=>{for(let r=0;r<8;r++)d=d&1?d>>>1^3988292384:d>>>1;return d});for(let n of e)t=t>>>8^Gn[(t^n)&255];return t}var he=t=>t==="1"||t==="true";async function mi(t){let e=await Hn(t);Ci(e);let d=(await jn(e,"")).findLast(a=>a.kind.endsWith("/officeDocument"))?.target??"xl/workbook.xml",r=e.get(d.toLowerCase());if(!r||/^(word|ppt)\//.test(d))throw new A("no_sheets","this is a Microsoft Office document without sheets: save the list as .xlsx or CSV UTF-8");let i=await jn(e,d),o={sheets:[],texts:new fe,formats:[],date1904:!1};return await ce(r,{open(a,s){if(a==="workbookPr"&&(o.date1904=he(B(s,"date1904"))),a!=="sheet")return;let l=Object.entries(s.attributes).find(([C])=>C.endsWith(":id"))?.[1]??B(s,"id"),u=i.findLast(C=>C.id===l&&C.kind.endsWith("/worksheet"))?.target;if(!u)return;let c=e.get(u.toLowerCase()),F=B(s,"state"),h={name:u,read:()=>{throw U()}};o.sheets.push({name:B(s,"name"),hidden:F==="hidden"||F==="veryHidden",part:c??h})}}),{parts:e,book:o,relations:i}}async function zn(t){let{parts:e,book:n,relations:d}=await mi(t);for(let{kind:r,target:i}of d){let o=e.get(i.toLowerCase()),a=r.endsWith("/sharedStrings")?pi(n.texts):r.endsWith("/styles")?Ei(n):void 0;if(a&&!o)throw U();a&&await ce(o,a)}return n}function qn(t,e){if(t.length===0)throw new A("no_sheets","the workbook has no sheet with cells");let n=t.find(o=>e===void 0?!o.hidden:o.name.toLowerCase()===e.toLowerCase()),d=e!==void 0&&/^[0-9]{1,9}$/.test(e)?t[Number(e)-1]:void 0,r=n??d;if(r)return r;let i=t.map(o=>JSON.stringify(o.name.slice(0,80))).join(", ");throw e===void 0?new A("hidden_sheets",`all sheets of the workbook are hidden: name one of ${i}`):new A("no_such_sheet",`no sheet ${JSON.stringify(e.slice(0,80))}: want a number or one of ${i}`)}function Ci(t){if(t.has("xl/workbook.bin"))throw new A("xlsb","this is a binary Excel workbook (.xlsb): save it as .xlsx or CSV UTF-8");if(!t.has("[content_types].xml"))throw t.has("mimetype")&&t.has("content.xml")?new A("ods","this is an OpenDocument file (.ods): save it as .xlsx or CSV UTF-8"):t.has("index/document.iwa")?new A("numbers","this is an Apple Numbers document: export it as .xlsx or CSV UTF-8"):new A("archive","this is a zip archive, not a workbook: unpack it first")}async function jn(t,e){let n=e.split("/").slice(0,-1),d=e.split("/").at(-1),r=t.get([...n,"_rels",`${d}.rels`].join("/").toLowerCase()),i=[];return r&&await ce(r,{open(o,a){o==="Relationship"&&i.push({id:B(a,"Id"),kind:B(a,"Type"),target:$i(n,B(a,"Target"))})}}),i}function $i(t,e){let n=e.startsWith("/")?[]:[...t];for(let d of e.split("/"))d===".."?n.pop():d!==""&&d!=="."&&n.push(d);return n.join("/")}var $0=class{text="";#e=!1;#t=!1;open(e){this.#e=e==="t",this.#t||=e==="rPh"}close(e){this.#e=!1,e==="rPh"&&(this.#t=!1)}add(e){this.#e&&!this.#t&&(this.text+=e)}},gt=t=>t.includes("_x")?t.replace(/_x([0-9A-Fa-f]{4})_/g,(e,n)=>String.fromCharCode(parseInt(n,16)).replace(/[\ud800-\udfff]/,"�")):t;function pi(t){let e=new $0;return{open(n){n==="si"&&(e=new $0),e.open(n)},close(n){e.close(n),n==="si"&&t.add(gt(e.text))},text:n=>e.add(n)}}var Kn=65536;function Ei(t){let e=new Map,n=new Map,d=!1,r=i=>{let o=Number(B(i,"numFmtId"))||0,a=e.get(o),s=n.get(o)??(a===void 0?nn(o):dn(a));return n.set(o,s),s};return{open(i,o){i==="numFmt"&&e.size<Kn&&e.set(Number(B(o,"numFmtId")),B(o,"formatCode")),i==="cellXfs"&&(d=!0),i==="xf"&&d&&t.formats.length<Kn&&t.formats.push(r(o))},close(i){i==="cellXfs"&&(d=!1)}}}var Mi=16384,Xn=65536;async function*Yn(t,e,n){let d=new Bt(t,n);try{for await(let r of Et(e.part,d,"row"))yield*d.take();if(!d.ended)throw new A("damaged_workbook","the sheet is cut short: open it in a spreadsheet program and save it again");yield*d.take()}catch(r){throw r instanceof A&&r.line===void 0&&!d.ended?new A(r.code,r.message,d.line):r}}var Bt=class{constructor(e,n){this.book=e;this.notes=n}book;notes;line=0;ended=!1;#e=[];#t;#n=!1;#r=-1;#d;take(){let e=this.#e;return this.#e=[],e}open(e,n){if(this.#d)this.#d.inValue=e==="v",this.#d.formula||=e==="f",this.#d.rich.open(e);else if(this.#t)e==="c"&&this.#i(n);else if(this.ended)e==="mergeCell"&&this.#l(B(n,"ref"));else if(e==="row"){let d=B(n,"r");this.line=/^[0-9]{1,9}$/.test(d)?Number(d):this.line+1,this.#t=[],this.#n=he(B(n,"hidden")),this.#r=-1}}text(e){let n=this.#d;n&&(n.inValue?n.value+=e:n.rich.add(e))}close(e){this.#d?(this.#d.rich.close(e),e==="c"?this.#o():this.#d.inValue=!1):this.#t?e==="row"&&this.#s(this.#t):(e==="sheetData"||e==="worksheet")&&(this.ended=!0)}#i(e){let n=B(e,"r");if(this.#r=n===""?this.#r+1:bt(n),this.#r>=Mi)throw U();this.#d={tag:e,value:"",inValue:!1,formula:!1,rich:new $0}}#o(){let e=this.#a(this.#d);if(this.#d=void 0,e==="")return;let n=this.#t;for(;n.length<this.#r;)n.push("");n[this.#r]=e}#a({tag:e,value:n,formula:d,rich:r}){let i=B(e,"t"),o=n+r.text;if(o==="")return d&&i!=="str"?"#N/A":"";switch(i){case"s":{let l=o.trim(),u=/^[0-9]{1,9}$/.test(l)?this.book.texts.at(Number(l)):void 0;if(u===void 0)throw U();return u}case"b":return String(he(o));case"str":case"inlineStr":return gt(o);case"e":case"d":return o}let{formats:a,date1904:s}=this.book;return an(a[Number(B(e,"s"))||0]??tn,o,s)}#s(e){if(this.#t=void 0,e.length===0){this.notes.blank++;return}this.#n&&this.notes.hidden++,this.#e.push({line:this.line,cells:e})}#l(e){let[n,d]=e.replaceAll("$","").split(":");if(d===void 0)return;if(this.notes.merged.length>Xn)throw new A("merged_cells",`the sheet has more than ${Xn} merged cells, of which only the first has a value: separate them and fill each`);let[r,i,o,a]=[bt(n),bt(d),Zn(n),Zn(d)];(r!==i||o!==a)&&this.notes.merged.push({ref:e,left:r,right:i,top:o,bottom:a})}};function bt(t){let e=/^[A-Za-z]{1,3}(?![A-Za-z])/.exec(t)?.[0];if(e===void 0)throw U();let n=0;for(let d of e.toUpperCase())n=26*n+d.charCodeAt(0)-64;return n-1}function Zn(t){let e=/^[A-Za-z]+([0-9]{1,9})$/.exec(t)?.[1];if(e===void 0)throw U();return Number(e)}function Jn(t,e,n){for(let{ref:d,left:r,right:i,top:o,bottom:a}of t.merged)if(!(a<=e)){for(let s=r;s<=i&&s<n.length;s++)if(n[s])throw new A("merged_cells",`the cells ${d} are merged, and only the first of them has a value: separate them and fill each, in the columns that are used`,Math.max(o,e))}}var a0=65536,Qn=(t,e,n)=>e?P0(t,"gzip",n):T0(t,n);async function*Dt(t,{gzip:e,encoding:n},d){let r=new TextDecoder(n,{fatal:!0});try{for await(let i of Qn(t,e,d))yield r.decode(i,{stream:!0});yield r.decode()}catch(i){throw i instanceof TypeError?new A("encoding","the text is damaged, or in another encoding than it begins with: save it as UTF-8"):i}}async function*xt(t,e,n){if(e.encoding==="utf-8"){try{yield*Qn(t,e.gzip,n)}catch(r){throw r instanceof TypeError?new A("encoding","the compressed file is damaged or cut short"):r}return}let d=new TextEncoder;for await(let r of Dt(t,e,n))yield d.encode(r)}async function ed(t){let e=new Uint8Array(await t.slice(0,a0).arrayBuffer());if(e[0]!==31||e[1]!==139)return{gzip:!1,bytes:e,whole:t.size<=a0};let n=new Uint8Array(a0),d=0;try{for await(let r of P0(t,"gzip"))if(n.set(r.subarray(0,a0-d),d),d+=Math.min(r.length,a0-d),d===a0)break}catch(r){if(r instanceof TypeError&&d===0)throw new A("encoding","the compressed file is damaged or cut short");if(!(r instanceof TypeError))throw r}return{gzip:!0,bytes:n.subarray(0,d),whole:d<a0}}var gi=[["ÐÏà","an old or encrypted Microsoft Office file"],["(µ/ý","Zstandard"],["BZh","bzip2"],["ý7zXZ","xz"],["7z¼¯","a 7-Zip archive"],["Rar!","a RAR archive"],["SQLite format 3","an SQLite database"],["PAR1","Parquet"],["%PDF-","a PDF"],["{\\rtf","an RTF document"],["Obj","Avro"],["-----BEGIN PGP","a PGP message"],["","gzip in gzip"]];function td(t){let e=String.fromCharCode(...t.subarray(0,16)),[,n]=gi.find(([d])=>e.startsWith(d))??[];if(n)throw new A("binary",`this looks like ${n}, not like text: save the list as .xlsx or CSV UTF-8`)}function nd(t){if(t.includes("\0"))throw new A("binary","this is not text: save the list as .xlsx or CSV UTF-8");if(/^\s*<(\?xml|!doctype|html|table|workbook|head|meta|style|!--)/i.test(t))throw new A("html","this is HTML or XML, as some systems export under the name .xls or .csv: open it in a spreadsheet program and save it as .xlsx or CSV UTF-8")}function dd(t){if(t[0]===255&&t[1]===254)return"utf-16le";if(t[0]===254&&t[1]===255)return"utf-16be";try{return new TextDecoder("utf-8",{fatal:!0}).decode(t,{stream:!0}),"utf-8"}catch{return"windows-1252"}}async function yt(t,e={}){let{gzip:n,bytes:d,whole:r}=await ed(t);if(d.length===0)throw new A("empty","the file is empty");if(d[0]===80&&d[1]===75&&(d[2]===3||d[2]===5)){if(n)throw new A("packed_workbook","this is a workbook or an archive in gzip: unpack it first");return xi(t,e)}td(d);let i="name"in t?String(t.name).toLowerCase().replace(/\.gz$/,""):"",o=dd(d),a=new TextDecoder(o).decode(d);return nd(a),bi(a,i)?(o==="windows-1252"&&(o="utf-8"),Bi(t,n,o,e)):Di(t,{gzip:n,encoding:o,text:a,whole:r,name:i},e)}function bi(t,e){let n=/\.(ndjson|jsonl)$/.test(e),d=t.trimStart();if(/^\[\s*[[{\]]/.test(d)||/^\{\s*["}]/.test(d)&&!n&&!/^\{.*\}\s*(\n|$)/.test(d))throw new A("json","this is JSON of another form than one object a line: psi reads it");return n||/^\{\s*["}]/.test(d)}async function Bi(t,e,n,{read:d}){let r={gzip:e,encoding:n},i=await J1(xt(t,r));return{format:"ndjson",unit:"line",gzip:e,encoding:n,headers:i.headers,notes:{above:0,hidden:0,blank:0,right:0},objects:i.columns.flatMap((o,a)=>i.isObjects(a)?[a]:[]),rows:()=>Q1(xt(t,r,d),i)}}async function Di(t,{gzip:e,encoding:n,text:d,whole:r,name:i},{read:o}){let a=/^"?sep=([^"\r\n])"?(\r\n|\r|\n|$)/i.exec(d),l=(a?d.slice(a[0].length):d).split(/\r\n|\r|\n/);r||l.pop();let u=a?.[1]??(/\.(tsv|tab)$/.test(i)?"	":void 0),c=[],F=[];for(let q of l.slice(0,Xe)){let e0=u??rd(q),E1=q.trim()===""?[]:I1(q,e0);if(!E1)break;F.push(e0),c.push(E1.map(Ze))}let h=Ye(c,F);for(;h<c.length&&c[h].join("")==="";)h++;let C=F[h]??u??rd(l[h]??""),m=c[h]!==void 0&&!r0(c[h]),D=m?c[h]:[],V={above:c.slice(0,h).filter(q=>q.join("")!=="").length,hidden:0,blank:0,right:0},Q=(a?1:0)+h+(m?1:0);return{format:"csv",unit:"line",gzip:e,encoding:n,delimiter:C,headers:D,objects:[],notes:V,async*rows(){let q=D.length;for await(let e0 of k1(Dt(t,{gzip:e,encoding:n},o),C,Q))q||=e0.cells.length,yield e0.cells.length<q?{...e0,short:!0}:e0}}}function rd(t){let e=t.replace(/"[^"]*"/g,""),n=d=>e.split(d).length;return[",",";","	","|"].reduce((d,r)=>n(r)>n(d)?r:d)}async function xi(t,{sheet:e,read:n}){let d=await zn(t),r=qn(d.sheets,e),i={hidden:0,blank:0,merged:[]},o={...r.part,read:()=>r.part.read(n)},a=Yn(d,{...r,part:o},i),s=[];for(;s.length<Xe;){let m=await a.next();if(m.done)break;s.push(m.value)}if(s.length===0)throw new A("empty_sheet",`the sheet ${JSON.stringify(r.name.slice(0,80))} is empty`);let l=s.map(m=>m.cells.map(Ze)),u=Ye(l),c=!r0(l[u]),F=c?l[u]:[],h=c?F.length:Math.max(...s.map(m=>m.cells.length)),C={above:c?u:0,hidden:0,blank:0,right:0};return{format:"xlsx",unit:"row",gzip:!1,sheet:r.name,sheets:d.sheets.map(({name:m,hidden:D})=>({name:m,hidden:D})),headers:F,objects:[],notes:C,async*rows(m=Array.from({length:h},()=>!0)){let D=({line:V,cells:Q})=>Q.length<=h?{line:V,cells:Q}:(C.right++,{line:V,cells:Q.slice(0,h),beyond:!0});for(let V of c?s.slice(u+1):s)yield D(V);for await(let V of a)yield D(V);Object.assign(C,{hidden:i.hidden,blank:i.blank}),Jn(i,c?s[u].line:0,m.slice(0,h))}}}var Ae={version:4,country_calling_codes:{1:["US","AG","AI","AS","BB","BM","BS","CA","DM","DO","GD","GU","JM","KN","KY","LC","MP","MS","PR","SX","TC","TT","VC","VG","VI"],7:["RU","KZ"],20:["EG"],27:["ZA"],30:["GR"],31:["NL"],32:["BE"],33:["FR"],34:["ES"],36:["HU"],39:["IT","VA"],40:["RO"],41:["CH"],43:["AT"],44:["GB","GG","IM","JE"],45:["DK"],46:["SE"],47:["NO","SJ"],48:["PL"],49:["DE"],51:["PE"],52:["MX"],53:["CU"],54:["AR"],55:["BR"],56:["CL"],57:["CO"],58:["VE"],60:["MY"],61:["AU","CC","CX"],62:["ID"],63:["PH"],64:["NZ"],65:["SG"],66:["TH"],81:["JP"],82:["KR"],84:["VN"],86:["CN"],90:["TR"],91:["IN"],92:["PK"],93:["AF"],94:["LK"],95:["MM"],98:["IR"],211:["SS"],212:["MA","EH"],213:["DZ"],216:["TN"],218:["LY"],220:["GM"],221:["SN"],222:["MR"],223:["ML"],224:["GN"],225:["CI"],226:["BF"],227:["NE"],228:["TG"],229:["BJ"],230:["MU"],231:["LR"],232:["SL"],233:["GH"],234:["NG"],235:["TD"],236:["CF"],237:["CM"],238:["CV"],239:["ST"],240:["GQ"],241:["GA"],242:["CG"],243:["CD"],244:["AO"],245:["GW"],246:["IO"],247:["AC"],248:["SC"],249:["SD"],250:["RW"],251:["ET"],252:["SO"],253:["DJ"],254:["KE"],255:["TZ"],256:["UG"],257:["BI"],258:["MZ"],260:["ZM"],261:["MG"],262:["RE","YT"],263:["ZW"],264:["NA"],265:["MW"],266:["LS"],267:["BW"],268:["SZ"],269:["KM"],290:["SH","TA"],291:["ER"],297:["AW"],298:["FO"],299:["GL"],350:["GI"],351:["PT"],352:["LU"],353:["IE"],354:["IS"],355:["AL"],356:["MT"],357:["CY"],358:["FI","AX"],359:["BG"],370:["LT"],371:["LV"],372:["EE"],373:["MD"],374:["AM"],375:["BY"],376:["AD"],377:["MC"],378:["SM"],380:["UA"],381:["RS"],382:["ME"],383:["XK"],385:["HR"],386:["SI"],387:["BA"],389:["MK"],420:["CZ"],421:["SK"],423:["LI"],500:["FK"],501:["BZ"],502:["GT"],503:["SV"],504:["HN"],505:["NI"],506:["CR"],507:["PA"],508:["PM"],509:["HT"],590:["GP","BL","MF"],591:["BO"],592:["GY"],593:["EC"],594:["GF"],595:["PY"],596:["MQ"],597:["SR"],598:["UY"],599:["CW","BQ"],670:["TL"],672:["NF"],673:["BN"],674:["NR"],675:["PG"],676:["TO"],677:["SB"],678:["VU"],679:["FJ"],680:["PW"],681:["WF"],682:["CK"],683:["NU"],685:["WS"],686:["KI"],687:["NC"],688:["TV"],689:["PF"],690:["TK"],691:["FM"],692:["MH"],850:["KP"],852:["HK"],853:["MO"],855:["KH"],856:["LA"],880:["BD"],886:["TW"],960:["MV"],961:["LB"],962:["JO"],963:["SY"],964:["IQ"],965:["KW"],966:["SA"],967:["YE"],968:["OM"],970:["PS"],971:["AE"],972:["IL"],973:["BH"],974:["QA"],975:["BT"],976:["MN"],977:["NP"],992:["TJ"],993:["TM"],994:["AZ"],995:["GE"],996:["KG"],998:["UZ"]},countries:{AC:["247","00","(?:[01589]\\d|[2-467])\\d{4}",[5,6],0,0,0,0,0,0,0,[["6\\d{4}",[5]],["[2-47]\\d{4}",[5]],0,0,0,0,["(?:0[1-9]|[1589]\\d)\\d{4}",[6]]]],AD:["376","00","(?:1|6\\d)\\d{7}|[135-9]\\d{5}",[6,8,9],[["(\\d{3})(\\d{3})","$1 $2",["[135-9]"]],["(\\d{4})(\\d{4})","$1 $2",["1"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["6"]]],0,0,0,0,0,0,[["[78]\\d{5}",[6]],["690\\d{6}|[356]\\d{5}",[6,9]],["180[02]\\d{4}",[8]],["[19]\\d{5}",[6]]]],AE:["971","00","(?:[4-7]\\d|9[0-689])\\d{7}|800\\d{2,9}|[2-4679]\\d{7}",[5,6,7,8,9,10,11,12],[["(\\d{3})(\\d{2,9})","$1 $2",["60|8"]],["(\\d)(\\d{3})(\\d{4})","$1 $2 $3",["[236]|[479][2-8]"],"0$1"],["(\\d{3})(\\d)(\\d{5})","$1 $2 $3",["[479]"]],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["5"],"0$1"]],"0",0,0,0,0,0,[["[2-4679][2-8]\\d{6}",[8]],["5[02-68]\\d{7}",[9]],["400\\d{6}|800\\d{2,9}"],["900[02]\\d{5}",[9]],0,0,["600[25]\\d{5}",[9]],0,0,["700[05]\\d{5}",[9]]]],AF:["93","00","[2-7]\\d{8}",[9],[["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[2-7]"],"0$1"]],"0",0,0,0,0,0,[["(?:[25][0-8]|[34][0-4]|6[0-5])[2-9]\\d{6}"],["7\\d{8}"]]],AG:["1","011","(?:268|[58]\\d\\d|900)\\d{7}",[10],0,"1",0,"([457]\\d{6})$|1","268$1",0,"268",[["268(?:4(?:6[0-38]|84)|56[0-2])\\d{4}"],["268(?:464|7(?:1[3-9]|[28]\\d|3[0246]|64|7[0-689]))\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"],0,0,["26840[69]\\d{4}"],["26848[01]\\d{4}"]]],AI:["1","011","(?:264|[58]\\d\\d|900)\\d{7}",[10],0,"1",0,"([2457]\\d{6})$|1","264$1",0,"264",[["264(?:292|4(?:6[12]|9[78]))\\d{4}"],["264(?:235|4(?:69|7[67])|5(?:3[6-9]|8[1-4])|7(?:29|72))\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"],0,0,["264724\\d{4}"]]],AL:["355","00","(?:700\\d\\d|900)\\d{3}|8\\d{5,7}|(?:[2-5]|6\\d)\\d{7}",[6,7,8,9],[["(\\d{3})(\\d{3,4})","$1 $2",["80|9"],"0$1"],["(\\d)(\\d{3})(\\d{4})","$1 $2 $3",["4[2-6]"],"0$1"],["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["[2358][2-5]|4"],"0$1"],["(\\d{3})(\\d{5})","$1 $2",["[23578]"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["6"],"0$1"]],"0",0,0,0,0,0,[["4505[0-2]\\d{3}|(?:[2358][16-9]\\d[2-9]|4410)\\d{4}|(?:[2358][2-5][2-9]|4(?:[2-57-9][2-9]|6\\d))\\d{5}",[8]],["6(?:[78][2-9]|9\\d)\\d{6}",[9]],["800\\d{4}",[7]],["900[1-9]\\d\\d",[6]],["700[2-9]\\d{4}",[8]],0,0,0,0,["808[1-9]\\d\\d",[6]]]],AM:["374","00","(?:[1-489]\\d|55|60|77)\\d{6}",[8],[["(\\d{3})(\\d{2})(\\d{3})","$1 $2 $3",["[89]0"],"0 $1"],["(\\d{3})(\\d{5})","$1 $2",["2|3[12]"],"(0$1)"],["(\\d{2})(\\d{6})","$1 $2",["1|47"],"(0$1)"],["(\\d{2})(\\d{6})","$1 $2",["[3-9]"],"0$1"]],"0",0,0,0,0,0,[["(?:(?:1[0-25]|47)\\d|2(?:2[2-46]|3[1-8]|4[2-69]|5[2-7]|6[1-9]|8[1-7])|3[12]2)\\d{5}"],["(?:33|4[1349]|55|77|88|9[13-9])\\d{6}"],["800\\d{5}"],["90[016]\\d{5}"],0,0,0,0,["60(?:2[78]|3[5-9]|4[02-9]|5[0-46-9]|[6-8]\\d|9[0-2])\\d{4}"],["80[1-4]\\d{5}"]]],AO:["244","00","[29]\\d{8}",[9],[["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[29]"]]],0,0,0,0,0,0,[["2\\d(?:[0134][25-9]|[25-9]\\d)\\d{5}"],["9[1-79]\\d{7}"]]],AR:["54","00","(?:11|[89]\\d\\d)\\d{8}|[2368]\\d{9}",[10,11],[["(\\d{4})(\\d{2})(\\d{4})","$1 $2-$3",["2(?:2[024-9]|3[0-59]|47|6[245]|9[02-8])|3(?:3[28]|4[03-9]|5[2-46-8]|7[1-578]|8[2-9])","2(?:[23]02|6(?:[25]|4[6-8])|9(?:[02356]|4[02568]|72|8[23]))|3(?:3[28]|4(?:[04679]|3[5-8]|5[4-68]|8[2379])|5(?:[2467]|3[237]|8[2-5])|7[1-578]|8(?:[2469]|3[2578]|5[4-8]|7[36-8]|8[5-8]))|2(?:2[24-9]|3[1-59]|47)","2(?:[23]02|6(?:[25]|4(?:64|[78]))|9(?:[02356]|4(?:[0268]|5[2-6])|72|8[23]))|3(?:3[28]|4(?:[04679]|3[78]|5(?:4[46]|8)|8[2379])|5(?:[2467]|3[237]|8[23])|7[1-578]|8(?:[2469]|3[278]|5[56][46]|86[3-6]))|2(?:2[24-9]|3[1-59]|47)|38(?:[58][78]|7[378])|3(?:4[35][56]|58[45]|8(?:[38]5|54|76))[4-6]","2(?:[23]02|6(?:[25]|4(?:64|[78]))|9(?:[02356]|4(?:[0268]|5[2-6])|72|8[23]))|3(?:3[28]|4(?:[04679]|3(?:5(?:4[0-25689]|[56])|[78])|58|8[2379])|5(?:[2467]|3[237]|8(?:[23]|4(?:[45]|60)|5(?:4[0-39]|5|64)))|7[1-578]|8(?:[2469]|3[278]|54(?:4|5[13-7]|6[89])|86[3-6]))|2(?:2[24-9]|3[1-59]|47)|38(?:[58][78]|7[378])|3(?:454|85[56])[46]|3(?:4(?:36|5[56])|8(?:[38]5|76))[4-6]"],"0$1",1],["(\\d{2})(\\d{4})(\\d{4})","$1 $2-$3",["1"],"0$1",1],["(\\d{3})(\\d{3})(\\d{4})","$1-$2-$3",["[68]"],"0$1"],["(\\d{3})(\\d{3})(\\d{4})","$1 $2-$3",["[23]"],"0$1",1],["(\\d)(\\d{4})(\\d{2})(\\d{4})","$2 15-$3-$4",["9(?:2[2-469]|3[3-578])","9(?:2(?:2[024-9]|3[0-59]|47|6[245]|9[02-8])|3(?:3[28]|4[03-9]|5[2-46-8]|7[1-578]|8[2-9]))","9(?:2(?:[23]02|6(?:[25]|4[6-8])|9(?:[02356]|4[02568]|72|8[23]))|3(?:3[28]|4(?:[04679]|3[5-8]|5[4-68]|8[2379])|5(?:[2467]|3[237]|8[2-5])|7[1-578]|8(?:[2469]|3[2578]|5[4-8]|7[36-8]|8[5-8])))|92(?:2[24-9]|3[1-59]|47)","9(?:2(?:[23]02|6(?:[25]|4(?:64|[78]))|9(?:[02356]|4(?:[0268]|5[2-6])|72|8[23]))|3(?:3[28]|4(?:[04679]|3[78]|5(?:4[46]|8)|8[2379])|5(?:[2467]|3[237]|8[23])|7[1-578]|8(?:[2469]|3[278]|5(?:[56][46]|[78])|7[378]|8(?:6[3-6]|[78]))))|92(?:2[24-9]|3[1-59]|47)|93(?:4[35][56]|58[45]|8(?:[38]5|54|76))[4-6]","9(?:2(?:[23]02|6(?:[25]|4(?:64|[78]))|9(?:[02356]|4(?:[0268]|5[2-6])|72|8[23]))|3(?:3[28]|4(?:[04679]|3(?:5(?:4[0-25689]|[56])|[78])|5(?:4[46]|8)|8[2379])|5(?:[2467]|3[237]|8(?:[23]|4(?:[45]|60)|5(?:4[0-39]|5|64)))|7[1-578]|8(?:[2469]|3[278]|5(?:4(?:4|5[13-7]|6[89])|[56][46]|[78])|7[378]|8(?:6[3-6]|[78]))))|92(?:2[24-9]|3[1-59]|47)|93(?:4(?:36|5[56])|8(?:[38]5|76))[4-6]"],"0$1",0,"$1 $2 $3-$4"],["(\\d)(\\d{2})(\\d{4})(\\d{4})","$2 15-$3-$4",["91"],"0$1",0,"$1 $2 $3-$4"],["(\\d{3})(\\d{3})(\\d{5})","$1-$2-$3",["8"],"0$1"],["(\\d)(\\d{3})(\\d{3})(\\d{4})","$2 15-$3-$4",["9"],"0$1",0,"$1 $2 $3-$4"]],"0",0,"0?(?:(11|2(?:2(?:02?|[13]|2[13-79]|4[1-6]|5[2457]|6[124-8]|7[1-4]|8[13-6]|9[1267])|3(?:02?|1[467]|2[03-6]|3[13-8]|[49][2-6]|5[2-8]|[67])|4(?:7[3-578]|9)|6(?:[0136]|2[24-6]|4[6-8]?|5[15-8])|80|9(?:0[1-3]|[19]|2\\d|3[1-6]|4[02568]?|5[2-4]|6[2-46]|72?|8[23]?))|3(?:3(?:2[79]|6|8[2578])|4(?:0[0-24-9]|[12]|3[5-8]?|4[24-7]|5[4-68]?|6[02-9]|7[126]|8[2379]?|9[1-36-8])|5(?:1|2[1245]|3[237]?|4[1-46-9]|6[2-4]|7[1-6]|8[2-5]?)|6[24]|7(?:[069]|1[1568]|2[15]|3[145]|4[13]|5[14-8]|7[2-57]|8[126])|8(?:[01]|2[15-7]|3[2578]?|4[13-6]|5[4-8]?|6[1-357-9]|7[36-8]?|8[5-8]?|9[124])))15)?","9$1",0,0,[["3(?:7(?:1[15]|81)|8(?:21|4[16]|69|9[12]))[46]\\d{5}|(?:2(?:2(?:2[59]|44|52)|3(?:26|44)|47[35]|9(?:[07]2|2[26]|34|46))|3327)[45]\\d{5}|(?:2(?:657|9(?:54|66))|3(?:48[27]|7(?:55|77)|8(?:65|78)))[2-8]\\d{5}|(?:2(?:284|3(?:02|23)|477|622|920)|3(?:4(?:46|89|92)|541))[2-7]\\d{5}|(?:(?:11[0-8]|670)\\d|2(?:2(?:0[45]|1[2-6]|3[3-6])|3(?:[06]4|7[45])|494|6(?:04|1[2-8]|[36][45]|4[3-6])|80[45]|9(?:[17][4-6]|[48][45]|9[3-6]))|3(?:364|4(?:1[2-8]|[25][4-6]|3[3-6]|84)|5(?:1[2-9]|[38][4-6])|6(?:2[45]|44)|7[069][45]|8(?:0[45]|1[2-7]|3[4-6]|5[3-6]|7[2-6]|8[3-68])))\\d{6}|(?:2(?:2(?:62|81)|320|9(?:42|83))|3(?:329|4(?:62|7[16])|5(?:43|64)|7(?:18|5[17])))[2-6]\\d{5}|2(?:2(?:21|4[23]|6[145]|7[1-4]|8[356]|9[267])|3(?:16|3[13-8]|43|5[346-8]|9[3-5])|6(?:2[46]|4[78]|5[1568])|9(?:03|2[1457-9]|3[1356]|4[08]|[56][23]|82))4\\d{5}|(?:2(?:257|3(?:24|46|92)|9(?:01|23|64))|3(?:4(?:42|64)|5(?:25|37|4[47]|71)|7(?:35|72)|825))[3-6]\\d{5}|(?:2(?:2(?:02|2[3467]|4[156]|5[45]|6[6-8]|91)|3(?:1[47]|25|[45][25]|96)|47[48]|625|932)|3(?:38[2578]|4(?:0[0-24-9]|3[78]|4[457]|58|6[035-9]|72|83|9[136-8])|5(?:2[124]|[368][23]|4[2689]|7[2-6])|7(?:16|2[15]|3[14]|4[13]|5[468]|7[3-5]|8[26])|8(?:2[67]|3[278]|4[3-5]|5[78]|6[1-378]|[78]7|94)))[4-6]\\d{5}",[10]],["93(?:7(?:1[15]|81)|8(?:21|4[16]|69|9[12]))[46]\\d{5}|9(?:2(?:2(?:2[59]|44|52)|3(?:26|44)|47[35]|9(?:[07]2|2[26]|34|46))|3327)[45]\\d{5}|9(?:2(?:657|9(?:54|66))|3(?:48[27]|7(?:55|77)|8(?:65|78)))[2-8]\\d{5}|9(?:2(?:284|3(?:02|23)|477|622|920)|3(?:4(?:46|89|92)|541))[2-7]\\d{5}|(?:675\\d|9(?:11[0-8]\\d|2(?:2(?:0[45]|1[2-6]|3[3-6])|3(?:[06]4|7[45])|494|6(?:04|1[2-8]|[36][45]|4[3-6])|80[45]|9(?:[17][4-6]|[48][45]|9[3-6]))|3(?:364|4(?:1[2-8]|[25][4-6]|3[3-6]|84)|5(?:1[2-9]|[38][4-6])|6(?:2[45]|44)|7[069][45]|8(?:0[45]|1[2-7]|3[4-6]|5[3-6]|7[2-6]|8[3-68]))))\\d{6}|9(?:2(?:2(?:62|81)|320|9(?:42|83))|3(?:329|4(?:62|7[16])|5(?:43|64)|7(?:18|5[17])))[2-6]\\d{5}|92(?:2(?:21|4[23]|6[145]|7[1-4]|8[356]|9[267])|3(?:16|3[13-8]|43|5[346-8]|9[3-5])|6(?:2[46]|4[78]|5[1568])|9(?:03|2[1457-9]|3[1356]|4[08]|[56][23]|82))4\\d{5}|9(?:2(?:257|3(?:24|46|92)|9(?:01|23|64))|3(?:4(?:42|64)|5(?:25|37|4[47]|71)|7(?:35|72)|825))[3-6]\\d{5}|9(?:2(?:2(?:02|2[3467]|4[156]|5[45]|6[6-8]|91)|3(?:1[47]|25|[45][25]|96)|47[48]|625|932)|3(?:38[2578]|4(?:0[0-24-9]|3[78]|4[457]|58|6[035-9]|72|83|9[136-8])|5(?:2[124]|[368][23]|4[2689]|7[2-6])|7(?:16|2[15]|3[14]|4[13]|5[468]|7[3-5]|8[26])|8(?:2[67]|3[278]|4[3-5]|5[78]|6[1-378]|[78]7|94)))[4-6]\\d{5}"],["800\\d{7,8}"],["60[04579]\\d{7}",[10]],0,0,["810\\d{7}",[10]]]],AS:["1","011","(?:[58]\\d\\d|684|900)\\d{7}",[10],0,"1",0,"([267]\\d{6})$|1","684$1",0,"684",[["684(?:274|6(?:22|33|44|55|77|88|9[19]))\\d{4}"],["684(?:2(?:48|5[2468]|7[246])|7(?:3[13]|70|82))\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],AT:["43","00","1\\d{3,12}|2\\d{6,12}|43(?:(?:0\\d|5[02-9])\\d{3,9}|2\\d{4,5}|[3467]\\d{4}|8\\d{4,6}|9\\d{4,7})|5\\d{4,12}|8\\d{7,12}|9\\d{8,12}|(?:[367]\\d|4[0-24-9])\\d{4,11}",[4,5,6,7,8,9,10,11,12,13],[["(\\d)(\\d{3,12})","$1 $2",["1(?:11|[2-9])"],"0$1"],["(\\d{3})(\\d{2})","$1 $2",["517"],"0$1"],["(\\d{2})(\\d{3,5})","$1 $2",["5[079]"],"0$1"],["(\\d{3})(\\d{3,10})","$1 $2",["(?:31|4)6|51|6(?:48|5[0-3579]|[6-9])|7(?:20|32|8)|[89]","(?:31|4)6|51|6(?:485|5[0-3579]|[6-9])|7(?:20|32|8)|[89]"],"0$1"],["(\\d{4})(\\d{3,9})","$1 $2",["[2-467]|5[2-6]"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["5"],"0$1"],["(\\d{2})(\\d{4})(\\d{4,7})","$1 $2 $3",["5"],"0$1"]],"0",0,0,0,0,0,[["1(?:11\\d|[2-9]\\d{3,11})|(?:316|463)\\d{3,10}|648[34]\\d{3,9}|(?:51|66|73)2\\d{3,10}|(?:2(?:1[467]|2[13-8]|5[2357]|6[1-46-8]|7[1-8]|8[124-7]|9[1458])|3(?:1[1-578]|3[23568]|4[5-7]|5[1378]|6[1-38]|8[3-68])|4(?:2[1-8]|35|7[1368]|8[2457])|5(?:2[1-8]|3[357]|4[147]|5[12578]|6[37])|6(?:13|2[1-47]|4[135-7]|5[468])|7(?:2[1-8]|35|4[13478]|5[68]|6[16-8]|7[1-6]|9[45]))\\d{4,10}"],["6(?:485|(?:5[0-3579]|6[013-9]|[7-9]\\d)\\d)\\d{3,9}",[7,8,9,10,11,12,13]],["800\\d{6,10}",[9,10,11,12,13]],["(?:8[69][2-68]|9(?:0[01]|3[019]))\\d{6,10}",[9,10,11,12,13]],0,0,0,0,["5(?:0[1-9]|17|[79]\\d)\\d{2,10}|7[28]0\\d{6,10}",[5,6,7,8,9,10,11,12,13]],["8(?:10|2[018])\\d{6,10}|828\\d{5}",[8,9,10,11,12,13]]]],AU:["61","001[14-689]|14(?:1[14]|34|4[17]|[56]6|7[47]|88)0011","1(?:[0-79]\\d{7}(?:\\d(?:\\d{2})?)?|8[0-24-9]\\d{7})|[2-478]\\d{8}|1\\d{4,7}",[5,6,7,8,9,10,12],[["(\\d{2})(\\d{3,4})","$1 $2",["16"],"0$1"],["(\\d{2})(\\d{3})(\\d{2,4})","$1 $2 $3",["16"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["14|4"],"0$1"],["(\\d)(\\d{4})(\\d{4})","$1 $2 $3",["[2378]"],"(0$1)"],["(\\d{4})(\\d{3})(\\d{3})","$1 $2 $3",["1(?:30|[89])"]]],"0",0,"(183[12])|0",0,0,0,[["(?:(?:241|349)0\\d\\d|8(?:51(?:0(?:0[03-9]|[12479]\\d|3[2-9]|5[0-8]|6[1-9]|8[0-7])|1(?:[0235689]\\d|1[0-69]|4[0-589]|7[0-47-9])|2(?:0[0-79]|[18][13579]|2[14-9]|3[0-46-9]|[4-6]\\d|7[89]|9[0-4])|[34]\\d\\d)|91(?:(?:[0-58]\\d|6[0135-9])\\d|7(?:0[0-24-9]|[1-9]\\d)|9(?:[0-46-9]\\d|5[0-79]))))\\d{3}|(?:2(?:[0-26-9]\\d|3[0-8]|4[02-9]|5[0135-9])|3(?:[0-3589]\\d|4[0-578]|6[1-9]|7[0-35-9])|7(?:[013-57-9]\\d|2[0-8])|8(?:55|6[0-8]|[78]\\d|9[02-9]))\\d{6}",[9]],["4(?:79[01]|83[0-36-9]|9(?:5[0-3]|6[0-4]))\\d{5}|4(?:[0-36]\\d|4[047-9]|[58][0-24-9]|7[02-8]|9[0-47-9])\\d{6}",[9]],["180(?:0\\d{3}|2)\\d{3}",[7,10]],["190[0-26]\\d{6}",[10]],0,0,0,["163\\d{2,6}",[5,6,7,8,9]],["14(?:5(?:1[0458]|[23][458])|71\\d)\\d{4}",[9]],["13(?:00\\d{6}(?:\\d{2})?|45[0-4]\\d{3})|13\\d{4}",[6,8,10,12]]],"0011"],AW:["297","00","(?:[25-79]\\d\\d|800)\\d{4}",[7],[["(\\d{3})(\\d{4})","$1 $2",["[25-9]"]]],0,0,0,0,0,0,[["5(?:2\\d|8[1-9])\\d{4}"],["(?:290|5[69]\\d|6(?:[03]0|22|4[0-2]|[69]\\d)|7(?:[34]\\d|7[07])|9(?:6[45]|9[4-8]))\\d{4}"],["800\\d{4}"],["900\\d{4}"],0,0,0,0,["(?:28\\d|501)\\d{4}"]]],AX:["358","00|99(?:[01469]|5(?:[14]1|3[23]|5[59]|77|88|9[09]))","2\\d{4,9}|35\\d{4,5}|(?:60\\d\\d|800)\\d{4,6}|7\\d{5,11}|(?:[14]\\d|3[0-46-9]|50)\\d{4,8}",[5,6,7,8,9,10,11,12],0,"0",0,0,0,0,"18",[["18[1-8]\\d{3,6}",[6,7,8,9]],["(?:4[0-8]|50)\\d{4,8}",[6,7,8,9,10]],["800\\d{4,6}",[7,8,9]],["[67]00\\d{5,6}",[8,9]],0,0,["20\\d{4,8}|60[12]\\d{5,6}|7(?:099\\d{4,5}|5[03-9]\\d{3,7})|20[2-59]\\d\\d|(?:606|7(?:0[78]|1|3\\d))\\d{7}|(?:10|29|3[09]|70[1-5]\\d)\\d{4,8}"]],"00"],AZ:["994","00","365\\d{6}|(?:[124579]\\d|60|88)\\d{7}",[9],[["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["90"],"0$1"],["(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["1[28]|2|365|46","1[28]|2|365[45]|46","1[28]|2|365(?:4|5[02])|46"],"(0$1)"],["(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[13-9]"],"0$1"]],"0",0,0,0,0,0,[["(?:2[12]428|3655[02])\\d{4}|(?:2(?:22[0-79]|63[0-28])|3654)\\d{5}|(?:(?:1[28]|46)\\d|2(?:[014-6]2|[23]3))\\d{6}"],["36554\\d{4}|(?:[16]0|4[04]|5[015]|7[07]|99)\\d{7}"],["88\\d{7}"],["900200\\d{3}"]]],BA:["387","00","6\\d{8}|(?:[35689]\\d|49|70)\\d{6}",[8,9],[["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["6[1-3]|[7-9]"],"0$1"],["(\\d{2})(\\d{3})(\\d{3})","$1 $2-$3",["[3-5]|6[56]"],"0$1"],["(\\d{2})(\\d{2})(\\d{2})(\\d{3})","$1 $2 $3 $4",["6"],"0$1"]],"0",0,0,0,0,0,[["(?:3(?:[05-79][2-9]|1[4579]|[23][24-9]|4[2-4689]|8[2457-9])|49[2-579]|5(?:0[2-49]|[13][2-9]|[268][2-4679]|4[4689]|5[2-79]|7[2-69]|9[2-4689]))\\d{5}",[8]],["6040\\d{5}|6(?:03|[1-356]|44|7\\d)\\d{6}"],["8[08]\\d{6}",[8]],["9[0246]\\d{6}",[8]],0,0,["703[235]0\\d{3}|70(?:2[0-5]|3[0146]|[56]0)\\d{4}",[8]],0,0,["8[12]\\d{6}",[8]]]],BB:["1","011","(?:246|[58]\\d\\d|900)\\d{7}",[10],0,"1",0,"([2-9]\\d{6})$|1","246$1",0,"246",[["246521[0369]\\d{3}|246(?:2(?:2[78]|7[0-4])|4(?:1[024-6]|2\\d|3[2-9])|5(?:20|[34]\\d|54|7[1-3])|6(?:2\\d|38)|7[35]7|9(?:1[89]|63))\\d{4}"],["246(?:(?:2(?:[3568]\\d|4[0-57-9])|3(?:5[2-9]|6[0-6])|4(?:46|5\\d)|69[5-7]|8(?:[2-5]\\d|83))\\d|52(?:1[147]|20))\\d{3}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["(?:246976|900[2-9]\\d\\d)\\d{4}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"],0,["246(?:292|367|4(?:1[7-9]|3[01]|4[47-9]|67)|7(?:1[2-9]|2\\d|3[016]|53))\\d{4}"],0,["24631\\d{5}"]]],BD:["880","00","[1-469]\\d{9}|8[0-79]\\d{7,8}|[2-79]\\d{8}|[2-9]\\d{7}|[3-9]\\d{6}|[57-9]\\d{5}",[6,7,8,9,10],[["(\\d{2})(\\d{4,6})","$1-$2",["31[5-8]|[459]1"],"0$1"],["(\\d{3})(\\d{3,7})","$1-$2",["3(?:[67]|8[013-9])|4(?:6[168]|7|[89][18])|5(?:6[128]|9)|6(?:[15]|28)|7[2-589]|8(?:0[014-9]|[12])|9[358]|(?:3[2-5]|4[235]|5[2-578]|6[0389]|76|8[3-7]|9[24])1|(?:44|66)[01346-9]"],"0$1"],["(\\d{4})(\\d{3,6})","$1-$2",["[13-9]|2[23]"],"0$1"],["(\\d)(\\d{7,8})","$1-$2",["2"],"0$1"]],"0",0,0,0,0,0,[["(?:4(?:31\\d\\d|423)|5222)\\d{3}(?:\\d{2})?|8332[6-9]\\d\\d|(?:3(?:03[56]|224)|4(?:22[25]|653))\\d{3,4}|(?:3(?:42[47]|529|823)|4(?:027|525|65(?:28|8))|562|6257|7(?:1(?:5[3-5]|6[12]|7[156]|89)|22[589]56|32|42675|52(?:[25689](?:56|8)|[347]8)|71(?:6[1267]|75|89)|92374)|82(?:2[59]|32)56|9(?:03[23]56|23(?:256|373)|31|5(?:1|2[4589]56)))\\d{3}|(?:3(?:02[348]|22[35]|324|422)|4(?:22[67]|32[236-9]|6(?:2[46]|5[57])|953)|5526|6(?:024|6655)|81)\\d{4,5}|(?:2(?:7(?:1[0-267]|2[0-289]|3[0-29]|4[01]|5[1-3]|6[013]|7[0178]|91)|8(?:0[125]|1[1-6]|2[0157-9]|3[1-69]|41|6[1-35]|7[1-5]|8[1-8]|9[0-6])|9(?:0[0-2]|1[0-4]|2[568]|3[3-6]|5[5-7]|6[0136-9]|7[0-7]|8[014-9]))|3(?:0(?:2[025-79]|3[2-4])|181|22[12]|32[2356]|824)|4(?:02[09]|22[348]|32[045]|523|6(?:27|54))|666(?:22|53)|7(?:22[57-9]|42[56]|82[35])8|8(?:0[124-9]|2(?:181|2[02-4679]8)|4[12]|[5-7]2)|9(?:[04]2|2(?:2|328)|81))\\d{4}|(?:2(?:[23]\\d|[45])\\d\\d|3(?:1(?:2[5-7]|[5-7])|425|822)|4(?:033|1\\d|[257]1|332|4(?:2[246]|5[25])|6(?:2[35]|56|62)|8(?:23|54)|92[2-5])|5(?:02[03489]|22[457]|32[35-79]|42[46]|6(?:[18]|53)|724|826)|6(?:023|2(?:2[2-5]|5[3-5]|8)|32[3478]|42[34]|52[47]|6(?:[18]|6(?:2[34]|5[24]))|[78]2[2-5]|92[2-6])|7(?:02|21\\d|[3-589]1|6[12]|72[24])|8(?:217|3[12]|[5-7]1)|9[24]1)\\d{5}|(?:(?:3[2-8]|5[2-57-9]|6[03-589])1|4[4689][18])\\d{5}|[59]1\\d{5}"],["(?:1[13-9]|64)\\d{8}|(?:3[78]|44|66)[02-9]\\d{7}",[10]],["80[03]\\d{7}",[10]],0,0,0,0,0,["96(?:0[1-69]|1[0-479]|2[278]|3[13-9]|4[0-47-9]|54|6[69]|7[78]|88)\\d{6}",[10]]]],BE:["32","00","4\\d{8}|[1-9]\\d{7}",[8,9],[["(\\d{3})(\\d{2})(\\d{3})","$1 $2 $3",["(?:80|9)0"],"0$1"],["(\\d)(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[239]|4[23]"],"0$1"],["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[15-8]"],"0$1"],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["4"],"0$1"]],"0",0,0,0,0,0,[["80[2-8]\\d{5}|(?:1[0-69]|[23][2-8]|4[23]|5\\d|6[013-57-9]|71|8[1-79]|9[2-4])\\d{6}",[8]],["4[5-9]\\d{7}",[9]],["800[1-9]\\d{4}",[8]],["(?:70(?:2[0-57]|3[04-7]|44|6[04-69]|7[0579])|90\\d\\d)\\d{4}",[8]],0,0,["78(?:0[578]|1[014-8]|2[25]|3[15-8]|48|5[05]|60|7[06-8]|9\\d)\\d{4}",[8]],0,0,["7879\\d{4}",[8]]]],BF:["226","00","[024-7]\\d{7}",[8],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[024-7]"]]],0,0,0,0,0,0,[["2(?:0(?:49|5[23]|6[5-7]|9[016-9])|4(?:4[569]|5[4-6]|6[5-7]|7[0179])|5(?:[34]\\d|50|6[5-8]))\\d{4}"],["(?:0[1-7]|4[4-6]|5[0-8]|[67]\\d)\\d{6}"]]],BG:["359","00","00800\\d{7}|[2-7]\\d{6,7}|[89]\\d{6,8}|2\\d{5}",[6,7,8,9,12],[["(\\d)(\\d)(\\d{2})(\\d{2})","$1 $2 $3 $4",["2"],"0$1"],["(\\d{3})(\\d{4})","$1 $2",["43[1-6]|70[1-9]"],"0$1"],["(\\d)(\\d{3})(\\d{3,4})","$1 $2 $3",["2"],"0$1"],["(\\d{2})(\\d{3})(\\d{2,3})","$1 $2 $3",["[356]|4[124-7]|7[1-9]|8[1-6]|9[1-7]"],"0$1"],["(\\d{3})(\\d{2})(\\d{3})","$1 $2 $3",["(?:70|8)0"],"0$1"],["(\\d{3})(\\d{3})(\\d{2})","$1 $2 $3",["43[1-7]|7"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["[48]|9[08]"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["9"],"0$1"]],"0",0,0,0,0,0,[["2\\d{5,7}|(?:43[1-6]|70[1-9])\\d{4,5}|(?:[36]\\d|4[124-7]|[57][1-9]|8[1-6]|9[1-7])\\d{5,6}",[6,7,8]],["(?:43[07-9]|99[69]\\d)\\d{5}|(?:8[7-9]|98)\\d{7}",[8,9]],["(?:00800\\d\\d|800)\\d{5}",[8,12]],["90\\d{6}",[8]],0,0,0,0,0,["700\\d{5}",[8]]]],BH:["973","00","[136-9]\\d{7}",[8],[["(\\d{4})(\\d{4})","$1 $2",["[13679]|8[02-4679]"]]],0,0,0,0,0,0,[["(?:1(?:3[1356]|6[0156]|7\\d)\\d|6(?:1[16]\\d|500|6(?:0\\d|3[12]|44|55|7[7-9]|88)|9[69][69])|7(?:[07]\\d\\d|1(?:11|78)))\\d{4}"],["(?:3(?:[0-79]\\d|8[0-57-9])\\d|6(?:3(?:00|33|6[16])|441|6(?:3[03-9]|[69]\\d|7[0-689])))\\d{4}"],["8[02369]\\d{6}"],["(?:87|9[0-8])\\d{6}"],0,0,0,0,0,["84\\d{6}"]]],BI:["257","00","(?:[267]\\d|31)\\d{6}",[8],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[2367]"]]],0,0,0,0,0,0,[["(?:22|31)\\d{6}"],["(?:29|6[1-9]|7[125-9])\\d{6}"]]],BJ:["229","00","01\\d{8}",[10],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4 $5",["0"]]],0,0,0,0,0,0,[["012\\d{7}"],["01(?:2[5-9]|[4-69]\\d)\\d{6}"]]],BL:["590","00","7090\\d{5}|(?:[56]9|[89]\\d)\\d{7}",[9],0,"0",0,0,0,0,0,[["(?:59(?:0(?:2[7-9]|3[3-7]|5[12]|87)|87\\d)|80[6-9]\\d\\d)\\d{4}"],["(?:69(?:0\\d\\d|1(?:2[2-9]|3[0-5]))|7090[0-4])\\d{4}"],["80[0-5]\\d{6}"],["8[129]\\d{7}"],0,0,0,0,["9(?:(?:39[5-7]|76[018])\\d|475[0-6])\\d{4}"]]],BM:["1","011","(?:441|[58]\\d\\d|900)\\d{7}",[10],0,"1",0,"([2-9]\\d{6})$|1","441$1",0,"441",[["441(?:[46]\\d\\d|5(?:4\\d|60|89))\\d{4}"],["441(?:[2378]\\d|5[0-39]|9[02])\\d{5}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],BN:["673","00","[2-578]\\d{6}",[7],[["(\\d{3})(\\d{4})","$1 $2",["[2-578]"]]],0,0,0,0,0,0,[["22[0-7]\\d{4}|(?:2[013-9]|[34]\\d|5[0-25-9])\\d{5}"],["(?:22[89]|[78]\\d\\d)\\d{4}"],0,0,0,0,0,0,["5[34]\\d{5}"]]],BO:["591","00(?:1\\d)?","(?:[2-7]\\d\\d|8001)\\d{5}",[8,9],[["(\\d)(\\d{7})","$1 $2",["[23]|4[46]|50"]],["(\\d{8})","$1",["[5-7]"]],["(\\d{3})(\\d{2})(\\d{4})","$1 $2 $3",["8"]]],"0",0,"0(1\\d)?",0,0,0,[["(?:2(?:2\\d\\d|5(?:11|[258]\\d|9[67])|6(?:12|2\\d|9[34])|8(?:2[34]|39|62))|3(?:3\\d\\d|4(?:6\\d|8[24])|8(?:25|42|5[257]|86|9[25])|9(?:[27]\\d|3[2-4]|4[248]|5[24]|6[2-6]))|4(?:4\\d\\d|6(?:11|[24689]\\d|72)))\\d{4}",[8]],["(?:57|[67]\\d)\\d{6}",[8]],["8001[07]\\d{4}",[9]],0,0,0,0,0,["50\\d{6}",[8]]]],BQ:["599","00","(?:[34]1|7\\d)\\d{5}",[7],0,0,0,0,0,0,"[347]",[["(?:318[023]|41(?:6[023]|70)|7(?:1[578]|2[05]|50)\\d)\\d{3}"],["(?:31(?:8[14-8]|9[14578])|416[14-9]|7(?:0[01]|7[07]|8\\d|9[056])\\d)\\d{3}"]]],BR:["55","00(?:1[245]|2[1-35]|31|4[13]|[56]5|99)","[1-467]\\d{9,10}|55[0-46-9]\\d{8}|[34]\\d{7}|55\\d{7,8}|(?:5[0-46-9]|[89]\\d)\\d{7,9}",[8,9,10,11],[["(\\d{4})(\\d{4})","$1-$2",["300|4(?:0[02]|37|86)","300|4(?:0(?:0|20)|370|864)"]],["(\\d{3})(\\d{2,3})(\\d{4})","$1 $2 $3",["(?:[358]|90)0"],"0$1"],["(\\d{2})(\\d{4})(\\d{4})","$1 $2-$3",["(?:[14689][1-9]|2[12478]|3[1-578]|5[13-5]|7[13-579])[2-57]"],"($1)"],["(\\d{2})(\\d{5})(\\d{4})","$1 $2-$3",["[16][1-9]|[2-57-9]"],"($1)"]],"0",0,"(?:0|90)(?:(1[245]|2[1-35]|31|4[13]|[56]5|99)(\\d{10,11}))?","$2",0,0,[["(?:[14689][1-9]|2[12478]|3[1-578]|5[13-5]|7[13-579])[2-5]\\d{7}",[10]],["(?:[14689][1-9]|2[12478]|3[1-578]|5[13-5]|7[13-579])(?:7|9\\d)\\d{7}",[10,11]],["800\\d{6,7}",[9,10]],["[59]00\\d{6,7}",[9,10]],0,0,0,0,0,["(?:30[03]\\d{3}|4(?:0(?:0\\d|20)|370|864))\\d{4}|300\\d{5}",[8,10]]]],BS:["1","011","(?:242|[58]\\d\\d|900)\\d{7}",[10],0,"1",0,"([3-8]\\d{6})$|1","242$1",0,"242",[["242(?:3(?:02|[236][1-9]|4[0-24-9]|5[0-68]|7[347]|8[0-4]|9[2-467])|461|502|6(?:0[1-5]|12|2[013]|[45]0|7[67]|8[78]|9[89])|7(?:02|88))\\d{4}"],["242(?:3(?:5[79]|7[56]|95)|4(?:[23][1-9]|4[1-35-9]|5[1-8]|6[2-8]|7\\d|81)|5(?:2[45]|3[35]|44|5[1-46-9]|65|77)|6[34]6|7(?:27|38)|8(?:0[1-9]|1[02-9]|2\\d|3[0-4]|[89]9))\\d{4}"],["242300\\d{4}|8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"],0,["242225\\d{4}"]]],BT:["975","00","[178]\\d{7}|[2-8]\\d{6}",[7,8],[["(\\d)(\\d{3})(\\d{3})","$1 $2 $3",["[2-6]|7[246]|8[2-4]"]],["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["1[67]|[78]"]]],0,0,0,0,0,0,[["(?:2[3-6]|[34][5-7]|5[236]|6[2-46]|7[246]|8[2-4])\\d{5}",[7]],["(?:1[67]|[78]7)\\d{6}",[8]]]],BW:["267","00","90\\d{5}|(?:0800|[2-6]|(?:7|800)\\d)\\d{6}",[7,8,10],[["(\\d{2})(\\d{5})","$1 $2",["90"]],["(\\d{3})(\\d{4})","$1 $2",["[2-6]"]],["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["7"]],["(\\d{4})(\\d{3})(\\d{3})","$1 $2 $3",["0"]],["(\\d{3})(\\d{4})(\\d{3})","$1 $2 $3",["8"]]],0,0,0,0,0,0,[["(?:2(?:1[01]|31|[469]\\d|5[0-2]|7[5-7]|89)|3(?:[15-79]\\d|2[1-5]|45|8[0-5])|4(?:[38]0|42|51|[679]\\d)|5(?:[056][01]|1[23]|2[034]|[347-9]\\d)|6(?:0[01]|[258]\\d|[34]0|6[03]))\\d{4}",[7]],["7(?:[1-8]\\d{3}|9(?:(?:[03]\\d|2[0-7])\\d|1(?:0[13-9]|1[0-35-9]|2\\d|3[0-8])))\\d{3}",[8]],["(?:0800|800\\d)\\d{6}",[10]],["90\\d{5}",[7]]]],BY:["375","810","(?:[12]\\d|33|44|902)\\d{7}|8(?:0[0-79]\\d{5,7}|[1-7]\\d{9})|8(?:1[0-489]|[5-79]\\d)\\d{7}|8[1-79]\\d{6,7}|8[0-79]\\d{5}|8\\d{5}",[6,7,8,9,10,11],[["(\\d{3})(\\d{3})","$1 $2",["800"],"8 $1"],["(\\d{3})(\\d{2})(\\d{2,4})","$1 $2 $3",["800"],"8 $1"],["(\\d{4})(\\d{2})(\\d{3})","$1 $2-$3",["1(?:5[169]|6[3-5]|7[179])|2(?:1[35]|2[34]|3[3-5])","1(?:5[169]|6(?:3[1-3]|4|5[125])|7(?:1[3-9]|7[0-24-6]|9[2-7]))|2(?:1[35]|2[34]|3[3-5])"],"8 0$1"],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2-$3-$4",["1(?:[56]|7[467])|2[1-3]"],"8 0$1"],["(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1 $2-$3-$4",["[1-4]"],"8 0$1"],["(\\d{3})(\\d{3,4})(\\d{4})","$1 $2 $3",["[89]"],"8 $1"]],"8",0,"0|80?",0,0,0,[["(?:1(?:5(?:1[1-5]|[24]\\d|6[2-4]|9[1-7])|6(?:[235]\\d|4[1-7])|7\\d\\d)|2(?:1(?:[246]\\d|3[0-35-9]|5[1-9])|2(?:[235]\\d|4[0-8])|3(?:[26]\\d|3[02-79]|4[024-7]|5[03-7])))\\d{5}",[9]],["(?:2(?:5[5-79]|9[1-9])|(?:33|44)\\d)\\d{6}",[9]],["800\\d{3,7}|8(?:0[13]|20\\d)\\d{7}"],["(?:810|902)\\d{7}",[10]],0,0,0,0,["249\\d{6}",[9]]],"8~10"],BZ:["501","00","(?:0800\\d|[2-8])\\d{6}",[7,11],[["(\\d{3})(\\d{4})","$1-$2",["[2-8]"]],["(\\d)(\\d{3})(\\d{4})(\\d{3})","$1-$2-$3-$4",["0"]]],0,0,0,0,0,0,[["(?:2(?:[02]\\d|36|[68]0)|[3-58](?:[02]\\d|[68]0)|7(?:[02]\\d|32|[68]0))\\d{4}",[7]],["6[0-35-7]\\d{5}",[7]],["0800\\d{7}",[11]]]],CA:["1","011","[2-9]\\d{9}|3\\d{6}",[7,10],0,"1",0,0,0,0,0,[["(?:2(?:04|[23]6|[48]9|5[07]|[67]3)|3(?:06|43|54|6[578]|82)|4(?:03|1[68]|[26]8|3[178]|50|74)|5(?:06|1[49]|48|79|8[147])|6(?:04|[18]3|39|47|72)|7(?:0[59]|42|53|78|8[02])|8(?:[06]7|19|25|7[39])|9(?:0[25]|42))[2-9]\\d{6}",[10]],["",[10]],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}",[10]],["900[2-9]\\d{6}",[10]],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|(?:5(?:2[125-9]|3[23]|44|66|77|88)|6(?:22|33))[2-9]\\d{6}",[10]],0,["310\\d{4}",[7]],0,["600[2-9]\\d{6}",[10]]]],CC:["61","001[14-689]|14(?:1[14]|34|4[17]|[56]6|7[47]|88)0011","1(?:[0-79]\\d{8}(?:\\d{2})?|8[0-24-9]\\d{7})|[148]\\d{8}|1\\d{5,7}",[6,7,8,9,10,12],0,"0",0,"([59]\\d{7})$|0","8$1",0,0,[["8(?:51(?:0(?:02|31|60|89)|1(?:18|76)|223)|91(?:0(?:1[0-2]|29)|1(?:[28]2|50|79)|2(?:10|64)|3(?:[06]8|22)|4[29]8|62\\d|70[23]|959))\\d{3}",[9]],["4(?:79[01]|83[0-36-9]|9(?:5[0-3]|6[0-4]))\\d{5}|4(?:[0-36]\\d|4[047-9]|[58][0-24-9]|7[02-8]|9[0-47-9])\\d{6}",[9]],["180(?:0\\d{3}|2)\\d{3}",[7,10]],["190[0-26]\\d{6}",[10]],0,0,0,0,["14(?:5(?:1[0458]|[23][458])|71\\d)\\d{4}",[9]],["13(?:00\\d{6}(?:\\d{2})?|45[0-4]\\d{3})|13\\d{4}",[6,8,10,12]]],"0011"],CD:["243","00","(?:(?:[189]|5\\d)\\d|2)\\d{7}|[1-68]\\d{6}",[7,8,9,10],[["(\\d{2})(\\d{2})(\\d{3})","$1 $2 $3",["88"],"0$1"],["(\\d{2})(\\d{5})","$1 $2",["[1-6]"],"0$1"],["(\\d{2})(\\d{2})(\\d{4})","$1 $2 $3",["2"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["1"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[89]"],"0$1"],["(\\d{2})(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3 $4",["5"],"0$1"]],"0",0,0,0,0,0,[["(?:(?:12|573)\\d\\d|276)\\d{5}|[1-6]\\d{6}"],["88\\d{5}|(?:8[0-79]|9[016-9])\\d{7}",[7,9]]]],CF:["236","00","8776\\d{4}|(?:[27]\\d|61)\\d{6}",[8],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[26-8]"]]],0,0,0,0,0,0,[["(?:2[12]|61)\\d{6}"],["7[02-7]\\d{6}"],0,["8776\\d{4}"]]],CG:["242","00","222\\d{6}|(?:0\\d|80)\\d{7}",[9],[["(\\d)(\\d{4})(\\d{4})","$1 $2 $3",["8"]],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[02]"]]],0,0,0,0,0,0,[["222[1-589]\\d{5}"],["026(?:1[0-5]|6[6-9])\\d{4}|0(?:[14-6]\\d\\d|2(?:40|5[5-8]|6[07-9]))\\d{5}"],0,["80[0-2]\\d{6}"]]],CH:["41","00","8\\d{11}|[2-9]\\d{8}",[9,12],[["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["8[047]|90"],"0$1"],["(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[2-79]|81"],"0$1"],["(\\d{3})(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4 $5",["8"],"0$1"]],"0",0,0,0,0,0,[["(?:2[12467]|3[1-4]|4[134]|5[256]|6[12]|[7-9]1)\\d{7}",[9]],["(?:6[89]|7[235-9])\\d{7}",[9]],["800\\d{6}",[9]],["90[016]\\d{6}",[9]],["878\\d{6}",[9]],["860\\d{9}",[12]],["5[18]\\d{7}",[9]],["74[0248]\\d{6}",[9]],0,["84[0248]\\d{6}",[9]]]],CI:["225","00","[02]\\d{9}",[10],[["(\\d{2})(\\d{2})(\\d)(\\d{5})","$1 $2 $3 $4",["2"]],["(\\d{2})(\\d{2})(\\d{2})(\\d{4})","$1 $2 $3 $4",["0"]]],0,0,0,0,0,0,[["2(?:[15]\\d{3}|7(?:2(?:0[23]|1[2357]|2[245]|3[45]|4[3-5])|3(?:06|1[69]|[2-6]7)))\\d{5}"],["0[157]\\d{8}"]]],CK:["682","00","[2-578]\\d{4}",[5],[["(\\d{2})(\\d{3})","$1 $2",["[2-578]"]]],0,0,0,0,0,0,[["(?:2\\d|3[13-7]|4[1-5])\\d{3}"],["[578]\\d{4}"]]],CL:["56","(?:0|1(?:1[0-69]|2[02-5]|5[13-58]|69|7[0167]|8[018]))0","12300\\d{6}|6\\d{9,10}|[2-9]\\d{8}",[9,10,11],[["(\\d{5})(\\d{4})","$1 $2",["219","2196"],"($1)"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["60|809"]],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["44"]],["(\\d)(\\d{4})(\\d{4})","$1 $2 $3",["2[1-36]"],"($1)"],["(\\d)(\\d{4})(\\d{4})","$1 $2 $3",["9(?:10|[2-9])"]],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["3[2-5]|[47]|5[1-3578]|6[13-57]|8(?:0[1-8]|[1-9])"],"($1)"],["(\\d{3})(\\d{3})(\\d{3,4})","$1 $2 $3",["60|8"]],["(\\d{4})(\\d{3})(\\d{4})","$1 $2 $3",["1"]],["(\\d{3})(\\d{3})(\\d{2})(\\d{3})","$1 $2 $3 $4",["60"]]],0,0,0,0,0,0,[["2(?:1982[0-6]|3314[05-9])\\d{3}|(?:2(?:1(?:160|962)|3(?:(?:[24]\\d|50)\\d|3(?:[0346-9]\\d|1[0-35-9]|2[1-9]|5[0-24-9])|600)|646[59])|(?:600|80[1-9])\\d\\d|9(?:(?:10[0-2]|7[1-9]\\d)\\d|3(?:[0-57-9]\\d\\d|6(?:0[02-9]|[1-9]\\d))|6(?:[0-8]\\d\\d|9(?:[02-79]\\d|1[05-9]))|9(?:[03-9]\\d\\d|1(?:[0235-9]\\d|4[0-24-9])|2(?:[0-79]\\d|8[0-46-9]))))\\d{4}|(?:22|3[2-5]|[47][1-35]|5[1-3578]|6[13-57]|8[1-9]|9[2458])\\d{7}",[9]],["2(?:1982[0-6]|3314[05-9])\\d{3}|(?:2(?:1(?:160|962)|3(?:(?:[24]\\d|50)\\d|3(?:[0346-9]\\d|1[0-35-9]|2[1-9]|5[0-24-9])|600)|646[59])|80[1-8]\\d\\d|9(?:(?:10[0-2]|7[1-9]\\d)\\d|3(?:[0-57-9]\\d\\d|6(?:0[02-9]|[1-9]\\d))|6(?:[0-8]\\d\\d|9(?:[02-79]\\d|1[05-9]))|9(?:[03-9]\\d\\d|1(?:[0235-9]\\d|4[0-24-9])|2(?:[0-79]\\d|8[0-46-9]))))\\d{4}|(?:22|3[2-5]|[47][1-35]|5[1-3578]|6[13-57]|8[1-9]|9[2458])\\d{7}",[9]],["(?:123|8)00\\d{6}",[9,11]],0,0,0,0,0,["44\\d{7}",[9]],["600\\d{7,8}",[10,11]]]],CM:["237","00","[26]\\d{8}|88\\d{6,7}",[8,9],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["88"]],["(\\d)(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4 $5",["[26]|88"]]],0,0,0,0,0,0,[["2(?:22|33)\\d{6}",[9]],["(?:24[23]|6(?:[25-9]\\d|4[0-2]))\\d{6}",[9]],["88\\d{6,7}"]]],CN:["86","00|1(?:[12]\\d|79)\\d\\d00","(?:(?:1[03-689]|2\\d)\\d\\d|6)\\d{8}|1\\d{10}|[126]\\d{6}(?:\\d(?:\\d{2})?)?|86\\d{5,6}|(?:[3-579]\\d|8[0-57-9])\\d{5,9}",[7,8,9,10,11,12],[["(\\d{2})(\\d{5})","$1 $2",["101","1010","10100"],"0$1"],["(\\d{2})(\\d{5,6})","$1 $2",["(?:10|2[0-57-9])[19]|3(?:[15]|35|49|9[1-68])|4(?:1[125-9]|2[179]|[35][1-9]|6[47-9]|7|8[23])|5(?:[1357]|2[37]|4[36]|6[1-46]|80|9[1-9])|6(?:3[1-35]|6[0238]|9[12])|7(?:01|[1579]|2[248]|3[014-9]|4[3-6]|6[023689])|8(?:1[236-8]|2[5-7]|[37]|5[14-9]|8[36-8]|9[1-8])|9(?:0[1-3689]|1[1-79]|3|4[13]|5[1-5]|9[0-35-9])|[39]7[0-79]","10(?:12|9[56])|2[0-57-9](?:1[02]|9[56])|(?:3(?:[15]\\d|35|49|7[0-79]|9[1-68])|4(?:1[125-9]|2[179]|[35][1-9]|6[47-9]|7\\d|8[23])|5(?:[1357]\\d|2[37]|4[36]|6[1-46]|80|9[1-9])|6(?:3[1-35]|6[0238]|9[12])|7(?:01|[1579]\\d|2[248]|3[014-9]|4[3-6]|6[023689])|8(?:1[236-8]|2[5-7]|[37]\\d|5[14-9]|8[36-8]|9[1-8])|9(?:0[1-3689]|1[1-79]|3\\d|4[13]|5[1-5]|7[0-79]|9[0-35-9]))1","10(?:123|9[56])|2[0-57-9](?:1(?:00|23)|9[56])|(?:3(?:[15]\\d|35|49|7[0-79]|9[1-68])|4(?:1[125-9]|2[179]|[35][1-9]|6[47-9]|7\\d|8[23])|5(?:[1357]\\d|2[37]|4[36]|6[1-46]|80|9[1-9])|6(?:3[1-35]|6[0238]|9[12])|7(?:01|[1579]\\d|2[248]|3[014-9]|4[3-6]|6[023689])|8(?:1[236-8]|2[5-7]|[37]\\d|5[14-9]|8[36-8]|9[1-8])|9(?:0[1-3689]|1[1-79]|3\\d|4[13]|5[1-5]|7[0-79]|9[0-35-9]))12","10(?:123|9[56])|2[0-57-9](?:1(?:00|23)|9[56])|(?:3(?:[15]\\d|35|49|7[0-79]|9[1-68])|4(?:1[125-9]|2[179]|[35][1-9]|6[47-9]|7\\d|8[23])|5(?:[1357]\\d|2[37]|4[36]|6[1-46]|80|9[1-9])|6(?:3[1-35]|6[0238]|9[12])|7(?:01|[1579]\\d|2[248]|3[014-9]|4[3-6]|6[023689])|8(?:1[236-8]|2[5-7]|[37]\\d|5[14-9]|8[36-8]|9[1-8])|9(?:0[1-3689]|1[1-79]|3\\d|4[13]|5[1-5]|7[0-79]|9[0-35-9]))123"],"0$1"],["(\\d{4})(\\d{4})","$1 $2",["101","1010"]],["(\\d{3})(\\d{5,6})","$1 $2",["3(?:[15]|35|49|7[0-79]|9[1-68])|4(?:1[125-9]|2[179]|[35][1-9]|6[47-9]|7|8[23])|5(?:[1357]|2[37]|4[36]|6[1-46]|80|9[1-9])|6(?:3[1-35]|6[0238]|9[12])|7(?:01|[1579]|2[248]|3[014-9]|4[3-6]|6[023689])|8(?:1[236-8]|2[5-7]|[37]|5[14-9]|8[36-8]|9[1-8])|9(?:0[1-3689]|1[1-79]|[379]|4[13]|5[1-5])","(?:3(?:[15]\\d|35|49|7[0-79]|9[1-68])|4(?:1[125-9]|2[179]|[35][1-9]|6[47-9]|7\\d|8[23])|5(?:[1357]\\d|2[37]|4[36]|6[1-46]|80|9[1-9])|6(?:3[1-35]|6[0238]|9[12])|7(?:01|[1579]\\d|2[248]|3[014-9]|4[3-6]|6[023689])|8(?:1[236-8]|2[5-7]|[37]\\d|5[14-9]|8[36-8]|9[1-8])|9(?:0[1-3689]|1[1-79]|[379]\\d|4[13]|5[1-5]))[19]","(?:3(?:[15]\\d|35|49|7[0-79]|9[1-68])|4(?:1[125-9]|2[179]|[35][1-9]|6[47-9]|7\\d|8[23])|5(?:[1357]\\d|2[37]|4[36]|6[1-46]|80|9[1-9])|6(?:3[1-35]|6[0238]|9[12])|7(?:01|[1579]\\d|2[248]|3[014-9]|4[3-6]|6[023689])|8(?:1[236-8]|2[5-7]|[37]\\d|5[14-9]|8[36-8]|9[1-8])|9(?:0[1-3689]|1[1-79]|[379]\\d|4[13]|5[1-5]))(?:10|9[56])","(?:3(?:[15]\\d|35|49|7[0-79]|9[1-68])|4(?:1[125-9]|2[179]|[35][1-9]|6[47-9]|7\\d|8[23])|5(?:[1357]\\d|2[37]|4[36]|6[1-46]|80|9[1-9])|6(?:3[1-35]|6[0238]|9[12])|7(?:01|[1579]\\d|2[248]|3[014-9]|4[3-6]|6[023689])|8(?:1[236-8]|2[5-7]|[37]\\d|5[14-9]|8[36-8]|9[1-8])|9(?:0[1-3689]|1[1-79]|[379]\\d|4[13]|5[1-5]))(?:100|9[56])"],"0$1"],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["[48]0"]],["(\\d{2})(\\d{4})(\\d{4})","$1 $2 $3",["10|2(?:[02-57-9]|1[1-9])","10|2(?:[02-57-9]|1[1-9])","10[0-79]|2(?:[02-57-9]|1[1-79])|(?:10|21)8(?:0[1-9]|[1-9])"],"0$1",1],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["3(?:[3-59]|7[02-6])|4(?:1[25-9]|[26-8]|3[3-9]|5[2-9])|5(?:3[03-9]|[468]|7[028]|9[2-46-9])|6|7(?:[0-247]|3[04-9]|5[0-4689]|6[2368])|8(?:[1-358]|9[1-7])|9(?:[013479]|5[1-5])|(?:31|55|79|87)[02-9]"],"0$1",1],["(\\d{3})(\\d{7,8})","$1 $2",["9"]],["(\\d{3})(\\d{4})(\\d{4})","$1 $2 $3",["[3-578]"],"0$1",1],["(\\d{3})(\\d{4})(\\d{4})","$1 $2 $3",["1[3-9]"]],["(\\d{2})(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3 $4",["[12]"],"0$1",1]],"0",0,"(1(?:[12]\\d|79)\\d\\d)|0",0,0,0,[["(?:10(?:[02-79]\\d\\d|[18](?:0[1-9]|[1-9]\\d))|2(?:[02-57-9]\\d{3}|1(?:[18](?:0[1-9]|[1-9]\\d)|[2-79]\\d\\d))|9(?:78|94)\\d\\d)\\d{5}|(?:43[35]|754|851)\\d{7,8}|(?:10|2[0-57-9])(?:1(?:00|23)\\d\\d|95\\d{3,4})|(?:43[35]|754|851)(?:1(?:00\\d|23)\\d|95\\d{3,4})|9(?:78|94)(?:100\\d\\d|95\\d{3,4})|(?:3(?:11|7[179])|4(?:[15]1|3[12])|5(?:1\\d|2[37]|3[12]|51|7[13-79]|9[15])|7(?:[39]1|5[57]|6[09])|8(?:71|98))(?:[02-8]\\d{7}|1(?:0(?:0\\d\\d(?:\\d{3})?|[1-9]\\d{5})|[13-9]\\d{6}|2(?:[0-24-9]\\d{5}|3\\d(?:\\d{4})?))|9(?:[0-46-9]\\d{6}|5\\d{3}(?:\\d(?:\\d{2})?)?))|(?:3(?:1[02-9]|35|49|5\\d|7[02-6]|9[1-68])|4(?:1[25-9]|2[179]|3[46-9]|5[2-9]|6[47-9]|7\\d|8[23])|5(?:3[03-9]|4[36]|5[02-9]|6[1-46]|7[028]|80|9[2-46-9])|6(?:3[1-35]|6[0238]|9[12])|7(?:01|[17]\\d|2[248]|3[04-9]|4[3-6]|5[0-3689]|6[2368]|9[02-9])|8(?:1[236-8]|2[5-7]|3\\d|5[4-9]|7[02-9]|8[36-8]|9[1-7])|9(?:0[1-3689]|1[1-79]|3\\d|4[13]|5[1-5]|7[0-79]|9[0-35-9]))(?:[02-8]\\d{6}|1(?:0(?:0\\d\\d(?:\\d{2})?|[1-9]\\d{4})|[13-9]\\d{5}|2(?:[0-24-9]\\d{4}|3\\d(?:\\d{3})?))|9(?:[0-46-9]\\d{5}|5\\d{3,5}))",[7,8,9,10,11]],["1(?:610\\d|740[0-5])\\d{6}|1(?:[38]\\d|4[57]|[59][0-35-9]|6[25-7]|7[0-35-8])\\d{8}",[11]],["(?:(?:10|21)8|8)00\\d{7}",[10,12]],["16[08]\\d{5}",[8]],0,0,0,0,0,["10(?:10\\d{4}|96\\d{3,4})|400\\d{7}|950\\d{7,8}|(?:2[0-57-9]|3(?:[15]\\d|35|49|7[0-79]|9[1-68])|4(?:1[125-9]|2[179]|[35][1-9]|6[47-9]|7\\d|8[23])|5(?:[1357]\\d|2[37]|4[36]|6[1-46]|80|9[1-9])|6(?:3[1-35]|6[0238]|9[12])|7(?:01|[1579]\\d|2[248]|3[014-9]|4[3-6]|6[023689])|8(?:1[236-8]|2[5-7]|[37]\\d|5[14-9]|8[36-8]|9[1-8])|9(?:0[1-3689]|1[1-79]|[379]\\d|4[13]|5[1-5]))96\\d{3,4}",[7,8,9,10,11]]],"00"],CO:["57","00(?:4(?:[14]4|56)|[579])","(?:46|60\\d\\d)\\d{6}|(?:1\\d|[39])\\d{9}",[8,10,11],[["(\\d{4})(\\d{4})","$1 $2",["46"]],["(\\d{3})(\\d{7})","$1 $2",["6|90"],"($1)"],["(\\d{3})(\\d{7})","$1 $2",["3[0-357]|94"]],["(\\d)(\\d{3})(\\d{7})","$1-$2-$3",["1"],"0$1",0,"$1 $2 $3"]],"0",0,"0([3579]|4(?:[14]4|56))?",0,0,0,[["601055(?:[0-4]\\d|50)\\d\\d|6010(?:[0-4]\\d|5[0-4])\\d{4}|(?:46|60(?:[18][1-9]|[24-7][2-9]))\\d{6}",[8,10]],["333301[0-5]\\d{3}|3333(?:00|2[5-9]|[3-9]\\d)\\d{4}|(?:3(?:24[1-9]|3(?:00|3[0-24-9]))|9408)\\d{6}|3(?:0[0-5]|1\\d|2[0-3]|5[01]|70)\\d{7}",[10]],["1800\\d{7}",[11]],["(?:19(?:0[01]|4[78])|901)\\d{7}",[10,11]]]],CR:["506","00","(?:8\\d|90)\\d{8}|(?:[24-8]\\d{3}|3005)\\d{4}",[8,10],[["(\\d{4})(\\d{4})","$1 $2",["[2-7]|8[3-9]"]],["(\\d{3})(\\d{3})(\\d{4})","$1-$2-$3",["[89]"]]],0,0,"(19(?:0[0-2468]|1[09]|20|66|77|99))",0,0,0,[["2(?:010|1(?:0[7-9]|[1-9]\\d)|[24-7]\\d\\d)\\d{4}",[8]],["(?:3005\\d|6500[01])\\d{3}|(?:5[07]|6[0-4]|7[0-3]|8[3-9])\\d{6}",[8]],["800\\d{7}",[10]],["90[059]\\d{7}",[10]],0,0,0,0,["(?:2(?:00[0-3]|10[0-6])|4\\d{3}|5100)\\d{4}",[8]]]],CU:["53","119","(?:[2-7]|8\\d\\d)\\d{7}|[2-47]\\d{6}|[34]\\d{5}",[6,7,8,10],[["(\\d{2})(\\d{4,6})","$1 $2",["2[1-4]|[34]"],"(0$1)"],["(\\d)(\\d{6,7})","$1 $2",["7"],"(0$1)"],["(\\d)(\\d{7})","$1 $2",["[56]"],"0$1"],["(\\d{3})(\\d{7})","$1 $2",["8"],"0$1"]],"0",0,0,0,0,0,[["(?:3[23]|4[89])\\d{4,6}|(?:31|4[36]|8(?:0[25]|78)\\d)\\d{6}|(?:2[1-4]|4[1257]|7\\d)\\d{5,6}"],["(?:5\\d|6[2-4])\\d{6}",[8]],["800\\d{7}",[10]],0,0,0,0,0,0,["807\\d{7}",[10]]]],CV:["238","0","(?:[2-59]\\d\\d|800)\\d{4}",[7],[["(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3",["[2-589]"]]],0,0,0,0,0,0,[["2(?:2[1-7]|3[0-8]|4[12]|5[1256]|6\\d|7[1-3]|8[1-5])\\d{4}"],["(?:36|5[1-37-9]|9\\d)\\d{5}"],["800\\d{4}"],0,0,0,0,0,["(?:3[3-5]|4[356])\\d{5}"]]],CW:["599","00","(?:[34]1|60|(?:7|9\\d)\\d)\\d{5}",[7,8],[["(\\d{3})(\\d{4})","$1 $2",["[3467]"]],["(\\d)(\\d{3})(\\d{4})","$1 $2 $3",["9[4-8]"]]],0,0,0,0,0,"[69]",[["9(?:4(?:3[0-5]|4[14]|6\\d)|50\\d|7(?:2[014]|3[02-9]|4[4-9]|6[357]|77|8[7-9])|8(?:3[39]|[46]\\d|7[01]|8[57-9]))\\d{4}"],["953[01]\\d{4}|9(?:5[12467]|6[5-9])\\d{5}"],0,0,0,0,0,["955\\d{5}",[8]],0,["60[0-2]\\d{4}",[7]]]],CX:["61","001[14-689]|14(?:1[14]|34|4[17]|[56]6|7[47]|88)0011","1(?:[0-79]\\d{8}(?:\\d{2})?|8[0-24-9]\\d{7})|[148]\\d{8}|1\\d{5,7}",[6,7,8,9,10,12],0,"0",0,"([59]\\d{7})$|0","8$1",0,0,[["8(?:51(?:0(?:01|30|59|88)|1(?:17|46|75)|2(?:22|35))|91(?:00[6-9]|1(?:[28]1|49|78)|2(?:09|63)|3(?:12|26|75)|4(?:56|97)|64\\d|7(?:0[01]|1[0-2])|958))\\d{3}",[9]],["4(?:79[01]|83[0-36-9]|9(?:5[0-3]|6[0-4]))\\d{5}|4(?:[0-36]\\d|4[047-9]|[58][0-24-9]|7[02-8]|9[0-47-9])\\d{6}",[9]],["180(?:0\\d{3}|2)\\d{3}",[7,10]],["190[0-26]\\d{6}",[10]],0,0,0,0,["14(?:5(?:1[0458]|[23][458])|71\\d)\\d{4}",[9]],["13(?:00\\d{6}(?:\\d{2})?|45[0-4]\\d{3})|13\\d{4}",[6,8,10,12]]],"0011"],CY:["357","00","(?:[279]\\d|[58]0)\\d{6}",[8],[["(\\d{2})(\\d{6})","$1 $2",["[257-9]"]]],0,0,0,0,0,0,[["2[2-6]\\d{6}"],["9(?:10|[4-79]\\d)\\d{5}"],["800\\d{5}"],["90[09]\\d{5}"],["700\\d{5}"],0,["(?:50|77)\\d{6}"],0,0,["80[1-9]\\d{5}"]]],CZ:["420","00","(?:[2-578]\\d|60)\\d{7}|9\\d{8,11}",[9,10,11,12],[["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[2-8]|9[015-7]"]],["(\\d{2})(\\d{3})(\\d{3})(\\d{2})","$1 $2 $3 $4",["96"]],["(\\d{2})(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3 $4",["9"]],["(\\d{3})(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3 $4",["9"]]],0,0,0,0,0,0,[["(?:2\\d|3[1257-9]|4[16-9]|5[13-9])\\d{7}",[9]],["7060\\d{5}|(?:60[1-8]|7(?:0[2-5]|19|[2379]\\d))\\d{6}",[9]],["800\\d{6}",[9]],["9(?:0[05689]|76)\\d{6}",[9]],["70[01]\\d{6}",[9]],["9(?:3\\d{9}|6\\d{7,10})"],["9(?:5\\d|7[2-4])\\d{6}",[9]],0,["9[17]0\\d{6}",[9]],["8[134]\\d{7}",[9]]]],DE:["49","00","[2579]\\d{5,14}|49(?:[34]0|69|8\\d)\\d\\d?|49(?:37|49|60|7[089]|9\\d)\\d{1,3}|49(?:2[024-9]|3[2-689]|7[1-7])\\d{1,8}|(?:1|[368]\\d|4[0-8])\\d{3,13}|49(?:[015]\\d|2[13]|31|[46][1-8])\\d{1,9}",[4,5,6,7,8,9,10,11,12,13,14,15],[["(\\d{2})(\\d{3,13})","$1 $2",["3[02]|40|[68]9"],"0$1"],["(\\d{3})(\\d{3,12})","$1 $2",["2(?:0[1-389]|1[124]|2[18]|3[14])|3(?:[35-9][15]|4[015])|906|(?:2[4-9]|4[2-9]|[579][1-9]|[68][1-8])1","2(?:0[1-389]|12[0-8])|3(?:[35-9][15]|4[015])|906|2(?:[13][14]|2[18])|(?:2[4-9]|4[2-9]|[579][1-9]|[68][1-8])1"],"0$1"],["(\\d{4})(\\d{2,11})","$1 $2",["[24-6]|3(?:[3569][02-46-9]|4[2-4679]|7[2-467]|8[2-46-8])|70[2-8]|8(?:0[2-9]|[1-8])|90[7-9]|[79][1-9]","[24-6]|3(?:3(?:0[1-467]|2[127-9]|3[124578]|7[1257-9]|8[1256]|9[145])|4(?:2[135]|4[13578]|9[1346])|5(?:0[14]|2[1-3589]|6[1-4]|7[13468]|8[13568])|6(?:2[1-489]|3[124-6]|6[13]|7[12579]|8[1-356]|9[135])|7(?:2[1-7]|4[145]|6[1-5]|7[1-4])|8(?:21|3[1468]|6|7[1467]|8[136])|9(?:0[12479]|2[1358]|4[134679]|6[1-9]|7[136]|8[147]|9[1468]))|70[2-8]|8(?:0[2-9]|[1-8])|90[7-9]|[79][1-9]|3[68]4[1347]|3(?:47|60)[1356]|3(?:3[46]|46|5[49])[1246]|3[4579]3[1357]"],"0$1"],["(\\d{3})(\\d{4})","$1 $2",["138"],"0$1"],["(\\d{5})(\\d{2,10})","$1 $2",["3"],"0$1"],["(\\d{3})(\\d{5,11})","$1 $2",["181"],"0$1"],["(\\d{3})(\\d)(\\d{4,10})","$1 $2 $3",["1(?:3|80)|9"],"0$1"],["(\\d{3})(\\d{7,8})","$1 $2",["1[67]"],"0$1"],["(\\d{3})(\\d{7,12})","$1 $2",["8"],"0$1"],["(\\d{5})(\\d{6})","$1 $2",["185","1850","18500"],"0$1"],["(\\d{3})(\\d{4})(\\d{4})","$1 $2 $3",["7"],"0$1"],["(\\d{4})(\\d{7})","$1 $2",["18[68]"],"0$1"],["(\\d{4})(\\d{7})","$1 $2",["15[1279]"],"0$1"],["(\\d{5})(\\d{6})","$1 $2",["15[03-68]","15(?:[0568]|3[13]|41)"],"0$1"],["(\\d{3})(\\d{8})","$1 $2",["18"],"0$1"],["(\\d{3})(\\d{2})(\\d{7,8})","$1 $2 $3",["1(?:6[023]|7)"],"0$1"],["(\\d{4})(\\d{2})(\\d{7})","$1 $2 $3",["15[279]"],"0$1"],["(\\d{3})(\\d{2})(\\d{8})","$1 $2 $3",["15"],"0$1"]],"0",0,0,0,0,0,[["32\\d{9,11}|49[1-6]\\d{10}|322\\d{6}|49[0-7]\\d{3,9}|(?:[34]0|[68]9)\\d{3,13}|(?:2(?:0[1-689]|[1-3569]\\d|4[0-8]|7[1-7]|8[0-7])|3(?:[3569]\\d|4[0-79]|7[1-7]|8[1-8])|4(?:1[02-9]|[2-48]\\d|5[0-6]|6[0-8]|7[0-79])|5(?:0[2-8]|[124-6]\\d|[38][0-8]|[79][0-7])|6(?:0[02-9]|[1-358]\\d|[47][0-8]|6[1-9])|7(?:0[2-8]|1[1-9]|[27][0-7]|3\\d|[4-6][0-8]|8[0-5]|9[013-7])|8(?:0[2-9]|1[0-79]|2\\d|3[0-46-9]|4[0-6]|5[013-9]|6[1-8]|7[0-8]|8[0-24-6])|9(?:0[6-9]|[1-4]\\d|[589][0-7]|6[0-8]|7[0-467]))\\d{3,12}",[5,6,7,8,9,10,11,12,13,14,15]],["1(?:6[023]|7\\d)\\d{7,8}|15(?:[0-25-9]\\d\\d|3(?:10|33)|410)\\d{6}",[10,11]],["800\\d{7,12}",[10,11,12,13,14,15]],["(?:137[7-9]|900(?:[135]|9\\d))\\d{6}",[10,11]],["700\\d{8}",[11]],["1(?:6(?:013|255|399)|7(?:(?:[015]1|[69]3)3|[2-4]55|[78]99))\\d{7,8}|15(?:(?:[03-68]00|113)\\d|2\\d55|7\\d99|9\\d33)\\d{7}",[12,13]],["18(?:1\\d{5,11}|[2-9]\\d{8})",[8,9,10,11,12,13,14]],["16(?:4\\d{1,10}|[89]\\d{1,11})",[4,5,6,7,8,9,10,11,12,13,14]],0,["180\\d{5,11}|13(?:7[1-6]\\d\\d|8)\\d{4}",[7,8,9,10,11,12,13,14]]]],DJ:["253","00","(?:2\\d|77)\\d{6}",[8],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[27]"]]],0,0,0,0,0,0,[["2(?:1[2-5]|7[45])\\d{5}"],["77\\d{6}"]]],DK:["45","00","[2-9]\\d{7}",[8],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[2-9]"]]],0,0,0,0,0,0,[["(?:2(?:[0-59][1-9]|[6-8]\\d)|3(?:[0-3][1-9]|4[13]|5[1-58]|6[1347-9]|8[1-8]|9[1-79])|4(?:[0-25][1-9]|[34][2-9]|6[13-579]|7[13579]|8[1-47]|9[127])|5(?:[0-36][1-9]|4[146-9]|5[3-57-9]|7[568]|8[1-358]|9[1-69])|6(?:[0135][1-9]|2[1-68]|4[2-8]|6[1689]|[78]\\d|9[15689])|7(?:[0-69][1-9]|7[3-9]|8[147])|8(?:[16-9][1-9]|2[1-58])|9(?:[1-47-9][1-9]|6\\d))\\d{5}"],["(?:2[6-8]|6[78]|96)\\d{6}|(?:2[0-59]|3[0-689]|[457]\\d|6[0-69]|8[126-9]|9[1-47-9])[1-9]\\d{5}"],["80\\d{6}"],["90\\d{6}"]]],DM:["1","011","(?:[58]\\d\\d|767|900)\\d{7}",[10],0,"1",0,"([2-7]\\d{6})$|1","767$1",0,"767",[["767(?:2(?:55|66)|4(?:2[01]|4[0-25-9])|50[0-4])\\d{4}"],["767(?:2(?:[2-4689]5|7[5-7])|31[5-7]|61[1-8]|70[1-6])\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],DO:["1","011","(?:[58]\\d\\d|900)\\d{7}",[10],0,"1",0,0,0,0,"8001|8[024]9",[["8(?:[04]9[2-9]\\d\\d|29(?:2(?:[0-59]\\d|6[04-9]|7[0-27]|8[0237-9])|3(?:[0-35-9]\\d|4[7-9])|[45]\\d\\d|6(?:[0-27-9]\\d|[3-5][1-9]|6[0135-8])|7(?:0[013-9]|[1-37]\\d|4[1-35689]|5[1-4689]|6[1-57-9]|8[1-79]|9[1-8])|8(?:0[146-9]|1[0-48]|[248]\\d|3[1-79]|5[01589]|6[013-68]|7[124-8]|9[0-8])|9(?:[0-24]\\d|3[02-46-9]|5[0-79]|60|7[0169]|8[57-9]|9[02-9])))\\d{4}"],["8[024]9[2-9]\\d{6}"],["800(?:14|[2-9]\\d)\\d{5}|8[024]9[01]\\d{6}|8(?:33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],DZ:["213","00","(?:[1-4]|[5-79]\\d|80)\\d{7}",[8,9],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[1-4]"],"0$1"],["(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["9"],"0$1"],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[5-8]"],"0$1"]],"0",0,0,0,0,0,[["9619\\d{5}|(?:[1-3]\\d|4[013-689])\\d{6}"],["5(?:4[0-29]|6[0-4])\\d{6}|(?:55|6\\d|7[7-9])\\d{7}",[9]],["800\\d{6}",[9]],["80[3-689]1\\d{5}",[9]],0,0,0,0,["98[23]\\d{6}",[9]],["80[12]1\\d{5}",[9]]]],EC:["593","00","1\\d{9,10}|(?:[2-7]|9\\d)\\d{7}",[8,9,10,11],[["(\\d)(\\d{3})(\\d{4})","$1 $2-$3",["[2-7]"],"(0$1)",0,"$1-$2-$3"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["9"],"0$1"],["(\\d{4})(\\d{3})(\\d{3,4})","$1 $2 $3",["1"]]],"0",0,0,0,0,0,[["[2-7][2-7]\\d{6}",[8]],["964[0-2]\\d{5}|9(?:3[0-29]|[57][89]|6[0-36-9]|[89]\\d)\\d{6}",[9]],["1800\\d{7}|1[78]00\\d{6}",[10,11]],0,0,0,0,0,["[2-7]890\\d{4}",[8]]]],EE:["372","00","8\\d{9}|[4578]\\d{7}|(?:[3-8]\\d|90)\\d{5}",[7,8,10],[["(\\d{3})(\\d{4})","$1 $2",["[369]|4[3-8]|5(?:[0-2]|5[0-478]|6[45])|7[1-9]|88","[369]|4[3-8]|5(?:[02]|1(?:[0-8]|95)|5[0-478]|6(?:4[0-4]|5[1-589]))|7[1-9]|88"]],["(\\d{4})(\\d{3,4})","$1 $2",["[45]|8(?:00|[1-49])","[45]|8(?:00[1-9]|[1-49])"]],["(\\d{2})(\\d{2})(\\d{4})","$1 $2 $3",["7"]],["(\\d{4})(\\d{3})(\\d{3})","$1 $2 $3",["8"]]],0,0,0,0,0,0,[["(?:3[23589]|4[3-8]|6\\d|7[1-9]|88)\\d{5}",[7]],["(?:5\\d{5}|8(?:1(?:0(?:0(?:00|[178]\\d)|[3-9]\\d\\d)|(?:1(?:0[2-6]|1\\d)|[2-79]\\d\\d)\\d)|2(?:0(?:0(?:00|4\\d)|[1-7]\\d\\d)|(?:(?:[124-69]\\d|3[5-9])\\d|7(?:[0-79]\\d|8[013-9])|8(?:[2-6]\\d|7[01]))\\d)|[349]\\d{4}))\\d\\d|5(?:(?:[02]\\d|5[0-478])\\d|1(?:[0-8]\\d|95)|6(?:4[0-4]|5[1-589]))\\d{3}",[7,8]],["800(?:(?:0\\d\\d|1)\\d|[2-9])\\d{3}"],["(?:40\\d\\d|900)\\d{4}",[7,8]],["70[0-2]\\d{5}",[8]]]],EG:["20","00","[189]\\d{8,9}|[24-6]\\d{8}|[135]\\d{7}",[8,9,10],[["(\\d)(\\d{7,8})","$1 $2",["[23]"],"0$1"],["(\\d{2})(\\d{6,7})","$1 $2",["1[35]|[4-6]|8[2468]|9[235-7]"],"0$1"],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["[89]"],"0$1"],["(\\d{2})(\\d{8})","$1 $2",["1"],"0$1"]],"0",0,0,0,0,0,[["13[23]\\d{6}|(?:15|57)\\d{6,7}|(?:2\\d|3|4[05-8]|5[05]|6[24-689]|8[2468]|9[235-7])\\d{7}",[8,9]],["1[0-25]\\d{8}",[10]],["800\\d{7}",[10]],["900\\d{7}",[10]]]],EH:["212","00","[5-8]\\d{8}",[9],0,"0",0,0,0,0,0,[["528[89]\\d{5}"],["(?:6(?:[0-79]\\d|8[0-247-9])|7(?:[016-8]\\d|2[0-8]|3[01]|5[0-5]))\\d{6}"],["80[0-7]\\d{6}"],["89\\d{7}"],0,0,0,0,["(?:592(?:4[0-2]|93)|80[89]\\d\\d)\\d{4}"]]],ER:["291","00","[178]\\d{6}",[7],[["(\\d)(\\d{3})(\\d{3})","$1 $2 $3",["[178]"],"0$1"]],"0",0,0,0,0,0,[["(?:1(?:1[12568]|[24]0|55|6[146])|8\\d\\d)\\d{4}"],["(?:17[1-3]|7\\d\\d)\\d{4}"]]],ES:["34","00","400\\d{6}|(?:51|[6-9]\\d)\\d{7}",[9],[["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[89]00"]],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[4-9]"]]],0,0,0,0,0,0,[["96906(?:0[0-8]|1[1-9]|[2-9]\\d)\\d\\d|9(?:69(?:0[0-57-9]|[1-9]\\d)|73(?:[0-8]\\d|9[1-9]))\\d{4}|(?:400|8(?:[1356]\\d|[28][0-8]|[47][1-9])|9(?:[135]\\d|[268][0-8]|4[1-9]|7[124-9]))\\d{6}"],["9(?:6906(?:09|10)|7390\\d\\d)\\d\\d|(?:6\\d|7[1-48])\\d{7}"],["[89]00\\d{6}"],["80[367]\\d{6}"],["70\\d{7}"],0,["51\\d{7}"],0,0,["90[12]\\d{6}"]]],ET:["251","00","(?:11|[2-57-9]\\d)\\d{7}",[9],[["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[1-57-9]"],"0$1"]],"0",0,0,0,0,0,[["(?:11(?:[124]\\d\\d|3(?:[0-79]\\d|8[0-7])|5(?:[02-9]\\d|1[0-57-9])|6(?:[02-79]\\d|1[0-57-9]|8[0-8]))|2(?:2(?:11[1-9]|22[0-7]|33\\d|44[1467]|66[1-68])|5(?:11[124-6]|33[2-8]|44[1467]|55[14]|66[1-3679]|77[124-79]|880))|3(?:3(?:11[0-46-8]|(?:22|55)[0-6]|33[0134689]|44[04]|66[01467])|4(?:44[0-8]|55[0-69]|66[0-3]|77[1-5]))|4(?:6(?:119|22[0-24-7]|33[1-5]|44[13-69]|55[14-689]|660|88[1-4])|7(?:(?:11|22)[1-9]|33[13-7]|44[13-6]|55[1-689]))|5(?:7(?:227|55[05]|(?:66|77)[14-8])|8(?:11[149]|22[013-79]|33[0-68]|44[013-8]|550|66[1-5]|77\\d)))\\d{4}"],["(?:7(?:[03]\\d|1[0-8]|2[1-35-79]|77|86|99)|(?:8[01]|9\\d)\\d)\\d{6}"]]],FI:["358","00|99(?:[01469]|5(?:[14]1|3[23]|5[59]|77|88|9[09]))","[1-35689]\\d{4}|7\\d{10,11}|(?:[124-7]\\d|3[0-46-9])\\d{8}|[1-9]\\d{5,8}",[5,6,7,8,9,10,11,12],[["(\\d{5})","$1",["20[2-59]"],"0$1"],["(\\d{3})(\\d{3,7})","$1 $2",["(?:[1-3]0|[68])0|70[07-9]"],"0$1"],["(\\d{2})(\\d{4,8})","$1 $2",["[14]|2[09]|50|7[135]"],"0$1"],["(\\d{2})(\\d{6,10})","$1 $2",["7"],"0$1"],["(\\d)(\\d{4,9})","$1 $2",["(?:19|[2568])[1-8]|3(?:0[1-9]|[1-9])|9"],"0$1"]],"0",0,0,0,0,"1[03-79]|[2-9]",[["1[3-7][1-8]\\d{3,6}|(?:19[1-8]|[23568][1-8]\\d|9(?:00|[1-8]\\d))\\d{2,6}",[5,6,7,8,9]],["(?:4[0-8]|50)\\d{4,8}",[6,7,8,9,10]],["800\\d{4,6}",[7,8,9]],["[67]00\\d{5,6}",[8,9]],0,0,["20\\d{4,8}|60[12]\\d{5,6}|7(?:099\\d{4,5}|5[03-9]\\d{3,7})|20[2-59]\\d\\d|(?:606|7(?:0[78]|1|3\\d))\\d{7}|(?:10|29|3[09]|70[1-5]\\d)\\d{4,8}"]],"00"],FJ:["679","0(?:0|52)","45\\d{5}|(?:0800\\d|[235-9])\\d{6}",[7,11],[["(\\d{3})(\\d{4})","$1 $2",["[235-9]|45"]],["(\\d{4})(\\d{3})(\\d{4})","$1 $2 $3",["0"]]],0,0,0,0,0,0,[["603\\d{4}|(?:3[0-6]|6[25-7]|8[58])\\d{5}",[7]],["(?:[279]\\d|45|5[01568]|8[034679])\\d{5}",[7]],["0800\\d{7}",[11]]],"00"],FK:["500","00","[2-7]\\d{4}",[5],0,0,0,0,0,0,0,[["[2-47]\\d{4}"],["[56]\\d{4}"]]],FM:["691","00","(?:[39]\\d\\d|820)\\d{4}",[7],[["(\\d{3})(\\d{4})","$1 $2",["[389]"]]],0,0,0,0,0,0,[["31(?:00[67]|208|309)\\d\\d|(?:3(?:[2357]0[1-9]|602|804|905)|(?:820|9[2-6]\\d)\\d)\\d{3}"],["31(?:00[67]|208|309)\\d\\d|(?:3(?:[2357]0[1-9]|602|804|905)|(?:820|9[2-7]\\d)\\d)\\d{3}"]]],FO:["298","00","[2-9]\\d{5}",[6],[["(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3",["[2-9]"]]],0,0,"(10(?:01|[12]0|88))",0,0,0,[["(?:20|[34]\\d|8[19])\\d{4}"],["(?:[27][1-9]|5\\d|9[16])\\d{4}"],["80[257-9]\\d{3}"],["90(?:[13-5][15-7]|2[125-7]|9\\d)\\d\\d"],0,0,0,0,["6[0-36]\\d{4}"]]],FR:["33","00","[1-9]\\d{8}",[9],[["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["8"],"0 $1"],["(\\d)(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4 $5",["[1-79]"],"0$1"]],"0",0,0,0,0,0,[["(?:26[013-9]|59[1-35-9])\\d{6}|(?:[13]\\d|2[0-57-9]|4[1-9]|5[0-8])\\d{7}"],["(?:6(?:[0-24-8]\\d|3[0-8]|9[589])|7[3-9]\\d)\\d{6}"],["80[0-5]\\d{6}"],["836(?:0[0-36-9]|[1-9]\\d)\\d{4}|8(?:1[2-9]|2[2-47-9]|3[0-57-9]|[569]\\d|8[0-35-9])\\d{6}"],0,0,["80[6-9]\\d{6}"],0,["9\\d{8}"],["8(?:1[01]|2[0156]|4[024]|84)\\d{6}"]]],GA:["241","00","(?:[067]\\d|11)\\d{6}|[2-7]\\d{6}",[7,8],[["(\\d)(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[2-7]"],"0$1"],["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["0"]],["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["11|[67]"],"0$1"]],0,0,"0(11\\d{6}|60\\d{6}|61\\d{6}|6[256]\\d{6}|7[467]\\d{6})","$1",0,0,[["[01]1\\d{6}",[8]],["(?:(?:0[2-7]|7[467])\\d|6(?:0[0-4]|10|[256]\\d))\\d{5}|[2-7]\\d{6}"]]],GB:["44","00","[1-357-9]\\d{9}|[18]\\d{8}|8\\d{6}",[7,9,10],[["(\\d{3})(\\d{4})","$1 $2",["800","8001","80011","800111","8001111"],"0$1"],["(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3",["845","8454","84546","845464"],"0$1"],["(\\d{3})(\\d{6})","$1 $2",["800"],"0$1"],["(\\d{5})(\\d{4,5})","$1 $2",["1(?:38|5[23]|69|76|94)","1(?:(?:38|69)7|5(?:24|39)|768|946)","1(?:3873|5(?:242|39[4-6])|(?:697|768)[347]|9467)"],"0$1"],["(\\d{4})(\\d{5,6})","$1 $2",["1(?:[2-69][02-9]|[78])"],"0$1"],["(\\d{2})(\\d{4})(\\d{4})","$1 $2 $3",["[25]|7(?:0|6[02-9])","[25]|7(?:0|6(?:[03-9]|2[356]))"],"0$1"],["(\\d{4})(\\d{6})","$1 $2",["7"],"0$1"],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["[1389]"],"0$1"]],"0",0,"0|180020",0,0,0,[["(?:1(?:1(?:3(?:[0-58]\\d\\d|73[0-5])|4(?:(?:[0-5]\\d|70)\\d|69[7-9])|(?:(?:5[0-26-9]|[78][0-49])\\d|6(?:[0-4]\\d|5[01]))\\d)|(?:2(?:(?:0[024-9]|2[3-9]|3[3-79]|4[1-689]|[58][02-9]|6[0-47-9]|7[013-9]|9\\d)\\d|1(?:[0-7]\\d|8[0-3]))|(?:3(?:0\\d|1[0-8]|[25][02-9]|3[02-579]|[468][0-46-9]|7[1-35-79]|9[2-578])|4(?:0[03-9]|[137]\\d|[28][02-57-9]|4[02-69]|5[0-8]|[69][0-79])|5(?:0[1-35-9]|[16]\\d|2[024-9]|3[015689]|4[02-9]|5[03-9]|7[0-35-9]|8[0-468]|9[0-57-9])|6(?:0[034689]|1\\d|2[0-35689]|[38][013-9]|4[1-467]|5[0-69]|6[13-9]|7[0-8]|9[0-24578])|7(?:0[0246-9]|2\\d|3[0236-8]|4[03-9]|5[0-46-9]|6[013-9]|7[0-35-9]|8[024-9]|9[02-9])|8(?:0[35-9]|2[1-57-9]|3[02-578]|4[0-578]|5[124-9]|6[2-69]|7\\d|8[02-9]|9[02569])|9(?:0[02-589]|[18]\\d|2[02-689]|3[1-57-9]|4[2-9]|5[0-579]|6[2-47-9]|7[0-24578]|9[2-57]))\\d)\\d)|2(?:0[013478]|3[0189]|4[017]|8[0-46-9]|9[0-2])\\d{3})\\d{4}|1(?:2(?:0(?:46[1-4]|87[2-9])|545[1-79]|76(?:2\\d|3[1-8]|6[1-6])|9(?:7(?:2[0-4]|3[2-5])|8(?:2[2-8]|7[0-47-9]|8[3-5])))|3(?:6(?:38[2-5]|47[23])|8(?:47[04-9]|64[0157-9]))|4(?:044[1-7]|20(?:2[23]|8\\d)|6(?:0(?:30|5[2-57]|6[1-8]|7[2-8])|140)|8(?:052|87[1-3]))|5(?:2(?:4(?:3[2-79]|6\\d)|76\\d)|6(?:26[06-9]|686))|6(?:06(?:4\\d|7[4-79])|295[5-7]|35[34]\\d|47(?:24|61)|59(?:5[08]|6[67]|74)|9(?:55[0-4]|77[23]))|7(?:26(?:6[13-9]|7[0-7])|(?:442|688)\\d|50(?:2[0-3]|[3-68]2|76))|8(?:27[56]\\d|37(?:5[2-5]|8[239])|843[2-58])|9(?:0(?:0(?:6[1-8]|85)|52\\d)|3583|4(?:66[1-8]|9(?:2[01]|81))|63(?:23|3[1-4])|9561))\\d{3}",[9,10]],["7(?:457[0-57-9]|700[01]|911[028])\\d{5}|7(?:[1-3]\\d\\d|4(?:[0-46-9]\\d|5[0-689])|5(?:0[0-8]|[13-9]\\d|2[0-35-9])|7(?:0[1-9]|[1-7]\\d|8[02-9]|9[0-689])|8(?:[014-9]\\d|[23][0-8])|9(?:[024-9]\\d|1[02-9]|3[0-689]))\\d{6}",[10]],["80[08]\\d{7}|800\\d{6}|8001111"],["(?:8(?:4[2-5]|7[0-3])|9(?:[01]\\d|8[2-49]))\\d{7}|845464\\d",[7,10]],["70\\d{8}",[10]],0,["(?:3[0347]|55)\\d{8}",[10]],["76(?:464|652)\\d{5}|76(?:0[0-28]|2[356]|34|4[01347]|5[49]|6[0-369]|77|8[14]|9[139])\\d{6}",[10]],["56\\d{8}",[10]]],0," x"],GD:["1","011","(?:473|[58]\\d\\d|900)\\d{7}",[10],0,"1",0,"([2-9]\\d{6})$|1","473$1",0,"473",[["473(?:2(?:3[0-2]|69)|3(?:2[89]|86)|4(?:[06]8|3[5-9]|4[0-4]|5[59]|73|90)|63[68]|7(?:58|84)|800|938)\\d{4}"],["473(?:4(?:0[2-79]|1[04-9]|2[0-5]|49|5[6-8])|5(?:2[01]|3[3-8])|901)\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],GE:["995","00","(?:[3-57]\\d\\d|800)\\d{6}",[9],[["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["70"],"0$1"],["(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["32"],"0$1"],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[57]"]],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[348]"],"0$1"]],"0",0,0,0,0,0,[["(?:3(?:[256]\\d|4[124-9]|7[0-4])|4(?:1\\d|2[2-7]|3[1-79]|4[2-8]|7[239]|9[1-7]))\\d{6}"],["5(?:(?:(?:0555|1(?:[17]77|555))[5-9]|757(?:7[7-9]|8[01]))\\d|22252[0-4])\\d\\d|5(?:0(?:0(?:1[09]|70)|505)|1(?:0[01]0|1(?:07|33|51))|2(?:0[02]0|2[25]2)|3(?:0[03]0|3[35]3)|4(?:0[04]0|411)|5222|9000)[0-4]\\d{3}|(?:5(?:0(?:0(?:0\\d|1[12]|2[02]|3[0-6]|4[04]|5[05]|77|88|9[09])|(?:[14]\\d|77)\\d|22[02]|888)|1(?:1(?:[03][01]|[124]\\d|5[02-6]|7[0-6])|4\\d\\d)|2(?:228|555)|3555|4(?:4(?:[02-9]\\d|14)|555)|5(?:[0157-9]\\d\\d|200|333|4(?:44|55))|6[89]\\d\\d|7(?:(?:[0147-9]\\d|22)\\d|5(?:00|[57]5))|8(?:0(?:[018]\\d|2[0-4])|5(?:55|8[89])|8(?:55|88))|9(?:090|[1-35-9]\\d\\d))|790\\d\\d)\\d{4}"],["800\\d{6}"],0,0,0,0,0,["70[67]\\d{6}"]]],GF:["594","00","(?:694\\d|7093)\\d{5}|(?:59|[89]\\d)\\d{7}",[9],[["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[5-7]|80[6-9]|9[47]"],"0$1"],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[89]"],"0$1"]],"0",0,0,0,0,0,[["(?:59(?:4(?:[02-49]\\d|1[0-5]|5[6-9]|6[0-3]|80)|88\\d)|80[6-9]\\d\\d)\\d{4}"],["(?:694(?:[0-249]\\d|3[0-8])|7093[0-3])\\d{4}"],["80[0-5]\\d{6}"],["8[129]\\d{7}"],0,0,0,0,["9(?:(?:396|76\\d)\\d|476[0-6])\\d{4}"]]],GG:["44","00","(?:1481|[357-9]\\d{3})\\d{6}|8\\d{6}(?:\\d{2})?",[7,9,10],0,"0",0,"([25-9]\\d{5})$|0|180020","1481$1",0,0,[["1481[25-9]\\d{5}",[10]],["7(?:(?:781|839)\\d|911[17])\\d{5}",[10]],["80[08]\\d{7}|800\\d{6}|8001111"],["(?:8(?:4[2-5]|7[0-3])|9(?:[01]\\d|8[0-3]))\\d{7}|845464\\d",[7,10]],["70\\d{8}",[10]],0,["(?:3[0347]|55)\\d{8}",[10]],["76(?:464|652)\\d{5}|76(?:0[0-28]|2[356]|34|4[01347]|5[49]|6[0-369]|77|8[14]|9[139])\\d{6}",[10]],["56\\d{8}",[10]]]],GH:["233","00","[235]\\d{8}|800\\d{5,6}",[8,9],[["(\\d{3})(\\d{5})","$1 $2",["8"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[2358]"],"0$1"]],"0",0,0,0,0,0,[["3(?:181[0-5]|285[0-7]|3810)\\d{4}|3(?:0(?:[237-9]\\d|60)|[167](?:2[0-6]|7\\d|80)|2(?:2[0-5]|7\\d|8[0-4])|3(?:2[0-3]|7\\d|80)|4(?:2[013-9]|3[01]|7\\d|80)|5(?:2[0-7]|7\\d|80)|8(?:2[0-2]|7\\d|80)|9(?:[28]0|7\\d))\\d{5}",[9]],["(?:2(?:[0346-9]\\d|5[67])|5(?:[03-7]\\d|9[1-9]))\\d{6}",[9]],["800\\d{5,6}"]]],GI:["350","00","(?:[25]\\d|60)\\d{6}",[8],[["(\\d{3})(\\d{5})","$1 $2",["2"]]],0,0,0,0,0,0,[["2190[0-2]\\d{3}|2(?:0(?:[02]\\d|3[01])|16[24-9]|2[2-5]\\d)\\d{4}"],["5251[0-4]\\d{3}|(?:5(?:[146-8]\\d\\d|250)|60(?:1[01]|6\\d))\\d{4}"]]],GL:["299","00","(?:19|[2-689]\\d|70)\\d{4}",[6],[["(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3",["19|[2-9]"]]],0,0,0,0,0,0,[["(?:19|3[1-7]|[68][1-9]|70|9\\d)\\d{4}"],["[245]\\d{5}"],["80\\d{4}"],0,0,0,0,0,["3[89]\\d{4}"]]],GM:["220","00","[48]\\d{8}|[2-9]\\d{6}",[7,9],[["(\\d{3})(\\d{4})","$1 $2",["[235-9]|4(?:[0-35]|4[16-9])"]],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[48]"]]],0,0,0,0,0,0,[["(?:4(?:[23]\\d\\d|4(?:1[024679]|(?:4(?:[237-9]\\d|4[14-9])|8[0-389]\\d)\\d|5(?:5(?:3\\d|4[0-7])|[67]\\d\\d)))|5(?:5(?:3\\d|4[0-7])|6[67]\\d|7(?:1[04]|2[035]|3[58]|48))|8[0-389]\\d\\d)\\d{3}|44[6-9]\\d{4}"],["(?:(?:[23679]\\d|4[015]|8(?:(?:3[35]|6[68]|99)\\d|7(?:[27]\\d|4[015])))\\d|5(?:[0-489]\\d|56))\\d{4}|8[4-7]\\d{5}"]]],GN:["224","00","722\\d{6}|(?:3|6\\d)\\d{7}",[8,9],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["3"]],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[67]"]]],0,0,0,0,0,0,[["3(?:0(?:24|3[12]|4[1-35-7]|5[13]|6[189]|[78]1|9[1478])|1\\d\\d)\\d{4}",[8]],["6[0-356]\\d{7}",[9]],0,0,0,0,0,0,["722\\d{6}",[9]]]],GP:["590","00","7090\\d{5}|(?:[56]9|[89]\\d)\\d{7}",[9],[["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[5-79]|80[6-9]"],"0$1"],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["8"],"0$1"]],"0",0,0,0,0,0,[["(?:59(?:0(?:0[1-68]|[14][0-24-9]|2[0-68]|3[1-9]|5[3-579]|[68][0-689]|7[08]|9\\d)|87\\d)|80[6-9]\\d\\d)\\d{4}"],["(?:69(?:0\\d\\d|1(?:2[2-9]|3[0-5]))|7090[0-4])\\d{4}"],["80[0-5]\\d{6}"],["8[129]\\d{7}"],0,0,0,0,["9(?:(?:39[5-7]|76[018])\\d|475[0-6])\\d{4}"]]],GQ:["240","00","222\\d{6}|(?:3\\d|55|[89]0)\\d{7}",[9],[["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[235]"]],["(\\d{3})(\\d{6})","$1 $2",["[89]"]]],0,0,0,0,0,0,[["33[0-24-9]\\d[46]\\d{4}|3(?:33|5\\d)\\d[7-9]\\d{4}"],["(?:222|55\\d)\\d{6}"],["80\\d[1-9]\\d{5}"],["90\\d[1-9]\\d{5}"]]],GR:["30","00","5005000\\d{3}|8\\d{9,11}|(?:[269]\\d|70)\\d{8}",[10,11,12],[["(\\d{2})(\\d{4})(\\d{4})","$1 $2 $3",["21|7"]],["(\\d{4})(\\d{6})","$1 $2",["2(?:2|3[2-57-9]|4[2-469]|5[2-59]|6[2-9]|7[2-69]|8[2-49])|5"]],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["[2689]"]],["(\\d{3})(\\d{3,4})(\\d{5})","$1 $2 $3",["8"]]],0,0,0,0,0,0,[["2(?:1\\d\\d|2(?:2[1-46-9]|[36][1-8]|4[1-7]|5[1-4]|7[1-5]|[89][1-9])|3(?:1\\d|2[1-57]|[35][1-3]|4[13]|7[1-7]|8[124-6]|9[1-79])|4(?:1\\d|2[1-8]|3[1-4]|4[13-5]|6[1-578]|9[1-5])|5(?:1\\d|[29][1-4]|3[1-5]|4[124]|5[1-6])|6(?:1\\d|[269][1-6]|3[1245]|4[1-7]|5[13-9]|7[14]|8[1-5])|7(?:1\\d|2[1-5]|3[1-6]|4[1-7]|5[1-57]|6[135]|9[125-7])|8(?:1\\d|2[1-5]|[34][1-4]|9[1-57]))\\d{6}",[10]],["68[57-9]\\d{7}|(?:69|94)\\d{8}",[10]],["800\\d{7,9}"],["90[19]\\d{7}",[10]],["70\\d{8}",[10]],0,["5005000\\d{3}",[10]],0,0,["8(?:0[16]|12|[27]5|50)\\d{7}",[10]]]],GT:["502","00","80\\d{6}|(?:1\\d{3}|[2-7])\\d{7}",[8,11],[["(\\d{4})(\\d{4})","$1 $2",["[2-8]"]],["(\\d{4})(\\d{3})(\\d{4})","$1 $2 $3",["1"]]],0,0,0,0,0,0,[["[267][2-9]\\d{6}",[8]],["(?:[3-5]\\d\\d|80[0-4])\\d{5}",[8]],["18[01]\\d{8}",[11]],["19\\d{9}",[11]]]],GU:["1","011","(?:[58]\\d\\d|671|900)\\d{7}",[10],0,"1",0,"([2-9]\\d{6})$|1","671$1",0,"671",[["671(?:2\\d\\d|3(?:00|3[39]|4[349]|55|6[26])|4(?:00|56|7[1-9]|8[02-9])|5(?:55|6[2-5]|88)|6(?:3[2-578]|4[24-9]|5[34]|78|8[235-9])|7(?:[0479]7|2[0167]|3[45]|8[7-9])|8(?:[2-57-9]8|6[478])|9(?:2[29]|6[79]|7[1279]|8[7-9]|9[16-9]))\\d{4}"],[""],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],GW:["245","00","[49]\\d{8}|4\\d{6}",[7,9],[["(\\d{3})(\\d{4})","$1 $2",["40"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[49]"]]],0,0,0,0,0,0,[["443\\d{6}",[9]],["9(?:5\\d|6[569]|77)\\d{6}",[9]],0,0,0,0,0,0,["40\\d{5}",[7]]]],GY:["592","001","(?:[2-8]\\d{3}|9008)\\d{3}",[7],[["(\\d{3})(\\d{4})","$1 $2",["[2-9]"]]],0,0,0,0,0,0,[["(?:2(?:1[6-9]|2[0-35-9]|3[1-4]|5[3-9]|6\\d|7[0-79])|3(?:2[25-9]|3\\d)|4(?:4[0-24]|5[56])|5(?:0[0-6]|16)|77[1-57])\\d{4}"],["(?:51[01]|6\\d\\d|7(?:[0-6]\\d|70|8[0167]))\\d{4}"],["(?:289|8(?:00|6[28]|88|99))\\d{4}"],["9008\\d{3}"],0,0,0,0,["515\\d{4}"]]],HK:["852","00(?:30|5[09]|[126-9]?)","8[0-46-9]\\d{6,7}|9\\d{4,7}|(?:[2-7]|9\\d{3})\\d{7}",[5,6,7,8,9,11],[["(\\d{3})(\\d{2,5})","$1 $2",["900","9003"]],["(\\d{4})(\\d{4})","$1 $2",["[2-7]|8[1-4]|9(?:0[1-9]|[1-8])"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["8"]],["(\\d{3})(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3 $4",["9"]]],0,0,0,0,0,0,[["(?:2(?:[13-9]\\d|2[013-9])\\d|3(?:(?:[1569][0-24-9]|4[0-246-9]|7[0-24-69])\\d|8(?:4[0-8]|[579]\\d|6[0-5]))|58(?:0[1-9]|1[2-9]))\\d{4}",[8]],["(?:4(?:0(?:6[0-3]|9[3-6])|24[3-6]|44[0-35-9]|6(?:4[0-57-9]|6[0-6])|7(?:4[0-48]|6[0-5]))|5(?:25[3-7]|35[4-8]|73[0-6]|95[0-8])|6(?:26[013-8]|(?:66|78)[0-5])|7(?:0(?:7[1-8]|8[0-8])|10[1-4])|84(?:4[0-2]|8[0-35-9])|9(?:29[013-9]|39[014-9]|59[0-467]|899))\\d{4}|(?:4(?:4[0-35-9]|6[0-357-9]|7[0-35])|5(?:[1-59][0-46-9]|6[0-4689]|7[0-246-9])|6(?:0[1-9]|[13-59]\\d|[268][0-57-9]|7[0-79])|70[1-59]|84[0-39]|9(?:0[1-9]|1[02-9]|[2358][0-8]|[467]\\d))\\d{5}",[8]],["800\\d{6}",[9]],["900(?:[0-24-9]\\d{7}|3\\d{1,4})",[5,6,7,8,11]],["8(?:1[0-4679]\\d|2(?:[0-36]\\d|7[0-4])|3(?:[034]\\d|2[09]|70))\\d{4}",[8]],0,["30(?:0[1-9]|[15-7]\\d|2[047]|89)\\d{4}",[8]],["7(?:1(?:0[08]|1[0-3679]|3[013]|69|9[0136])|2(?:[02389]\\d|1[18]|7[27-9])|3(?:[0-38]\\d|7[0-369]|9[2357-9])|47\\d|5(?:[178]\\d|5[0-5])|6(?:0[0-7]|2[236-9]|[35]\\d)|7(?:[27]\\d|8[7-9])|8(?:[23689]\\d|7[1-9])|9(?:[025]\\d|6[0-246-8]|7[0-36-9]|8[238]))\\d{4}",[8]]],"00"],HN:["504","00","8\\d{10}|[237-9]\\d{7}",[8,11],[["(\\d{4})(\\d{4})","$1-$2",["[237-9]"]]],0,0,0,0,0,0,[["2(?:2(?:0[0-59]|1[1-9]|[23]\\d|4[02-8]|5[57]|6[2458]|7[0135689]|8[01346-9]|9[0-2])|4(?:0[578]|2[3-59]|3[13-9]|4[0-68]|5[1-3589]|80)|5(?:0[2357-9]|1[1-6]|4[03-58]|5\\d|6[014-69]|7[04]|80)|6(?:[056]\\d|17|2[067]|3[047]|4[0-378]|[78][0-8]|9[01])|7(?:0[5-79]|2[01]|6[46-9]|7[02-9]|8[034]|91)|8(?:79|8[0-357-9]|9[1-57-9]))\\d{4}",[8]],["[37-9]\\d{7}",[8]],["8002\\d{7}",[11]]]],HR:["385","00","[2-69]\\d{8}|80\\d{5,7}|[1-79]\\d{7}|6\\d{6}",[7,8,9],[["(\\d{2})(\\d{2})(\\d{3})","$1 $2 $3",["6[01]"],"0$1"],["(\\d{3})(\\d{2})(\\d{2,3})","$1 $2 $3",["8"],"0$1"],["(\\d)(\\d{4})(\\d{3})","$1 $2 $3",["1"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["6|7[245]"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["9"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["[2-57]"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["8"],"0$1"]],"0",0,0,0,0,0,[["1\\d{7}|(?:2[0-3]|3[1-5]|4[02-47-9]|5[1-3])\\d{6,7}",[8,9]],["9(?:(?:0[1-9]|[12589]\\d)\\d\\d|7(?:[0679]\\d\\d|5(?:[01]\\d|44|55|77|9[5-79])))\\d{4}|98\\d{6}",[8,9]],["80\\d{5,7}"],["6[01459]\\d{6}|6[01]\\d{5}",[7,8]],["7[45]\\d{6}",[8]],0,["62\\d{6,7}|72\\d{6}",[8,9]]]],HT:["509","00","[2-589]\\d{7}",[8],[["(\\d{2})(\\d{2})(\\d{4})","$1 $2 $3",["[2-589]"]]],0,0,0,0,0,0,[["2(?:2\\d|5[1-5]|81|9[149])\\d{5}"],["(?:[34]\\d|5[568])\\d{6}"],["8\\d{7}"],0,0,0,0,0,["9(?:[67][0-4]|8[0-3589]|9\\d)\\d{5}"]]],HU:["36","00","[235-7]\\d{8}|[1-9]\\d{7}",[8,9],[["(\\d)(\\d{3})(\\d{4})","$1 $2 $3",["1"],"(06 $1)"],["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["[27][2-9]|3[2-7]|4[24-9]|5[2-79]|6|8[2-57-9]|9[2-69]"],"(06 $1)"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["[2-9]"],"06 $1"]],"06",0,0,0,0,0,[["(?:1\\d|[27][2-9]|3[2-7]|4[24-9]|5[2-79]|6[23689]|8[2-57-9]|9[2-69])\\d{6}",[8]],["(?:[257]0|3[01])\\d{7}",[9]],["(?:[48]0\\d|680[29])\\d{5}"],["9[01]\\d{6}",[8]],0,0,["38\\d{7}",[9]],0,["21\\d{7}",[9]]]],ID:["62","00[89]","00[1-9]\\d{9,14}|(?:[1-36]|8\\d{5})\\d{6}|00\\d{9}|[1-9]\\d{8,10}|[2-9]\\d{7}",[7,8,9,10,11,12,13,14,15,16,17],[["(\\d)(\\d{3})(\\d{3})","$1 $2 $3",["15"]],["(\\d{2})(\\d{5,9})","$1 $2",["2[124]|[36]1"],"(0$1)"],["(\\d{3})(\\d{5,7})","$1 $2",["800"],"0$1"],["(\\d{3})(\\d{5,8})","$1 $2",["[2-79]"],"(0$1)"],["(\\d{3})(\\d{3,4})(\\d{3})","$1-$2-$3",["8[1-35-9]"],"0$1"],["(\\d{3})(\\d{6,8})","$1 $2",["1"],"0$1"],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["804"],"0$1"],["(\\d{3})(\\d)(\\d{3})(\\d{3})","$1 $2 $3 $4",["80"],"0$1"],["(\\d{3})(\\d{4})(\\d{4,5})","$1-$2-$3",["8"],"0$1"]],"0",0,0,0,0,0,[["2[124]\\d{7,8}|619\\d{8}|2(?:1(?:14|500)|2\\d{3})\\d{3}|61\\d{5,8}|(?:2(?:[35][1-4]|6[0-8]|7[1-6]|8\\d|9[1-8])|3(?:1|[25][1-8]|3[1-68]|4[1-3]|6[1-3568]|7[0-469]|8\\d)|4(?:0[1-589]|1[01347-9]|2[0-36-8]|3[0-24-68]|43|5[1-378]|6[1-5]|7[134]|8[1245])|5(?:1[1-35-9]|2[25-8]|3[124-9]|4[1-3589]|5[1-46]|6[1-8])|6(?:[25]\\d|3[1-69]|4[1-6])|7(?:02|[125][1-9]|[36]\\d|4[1-8]|7[0-36-9])|9(?:0[12]|1[013-8]|2[0-479]|5[125-8]|6[23679]|7[159]|8[01346]))\\d{5,8}",[7,8,9,10,11]],["8[1-35-9]\\d{7,10}",[9,10,11,12]],["00(?:1803\\d{5,11}|7803\\d{7})|(?:177\\d|800)\\d{5,7}",[8,9,10,11,12,13,14,15,16,17]],["809\\d{7}",[10]],0,0,["(?:1500|8071\\d{3})\\d{3}",[7,10]],0,0,["804\\d{7}",[10]]]],IE:["353","00","(?:1\\d|[2569])\\d{6,8}|4\\d{6,9}|7\\d{8}|8\\d{8,9}",[7,8,9,10],[["(\\d{2})(\\d{5})","$1 $2",["2[24-9]|47|58|6[237-9]|9[35-9]"],"(0$1)"],["(\\d{3})(\\d{5})","$1 $2",["[45]0"],"(0$1)"],["(\\d)(\\d{3,4})(\\d{4})","$1 $2 $3",["1"],"(0$1)"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["[2569]|4[1-69]|7[14]"],"(0$1)"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["70"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["81"],"(0$1)"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[78]"],"0$1"],["(\\d{4})(\\d{3})(\\d{3})","$1 $2 $3",["1"]],["(\\d{2})(\\d{4})(\\d{4})","$1 $2 $3",["4"],"(0$1)"],["(\\d{2})(\\d)(\\d{3})(\\d{4})","$1 $2 $3 $4",["8"],"0$1"]],"0",0,0,0,0,0,[["(?:1\\d|21)\\d{6,7}|(?:2[24-9]|4(?:0[24]|5\\d|7)|5(?:0[45]|1\\d|8)|6(?:1\\d|[237-9])|9(?:1\\d|[35-9]))\\d{5}|(?:23|4(?:[1-469]|8\\d)|5[23679]|6[4-6]|7[14]|9[04])\\d{7}"],["8(?:22|[35-9]\\d)\\d{6}",[9]],["1800\\d{6}",[10]],["15(?:1[2-8]|[2-8]0|9[089])\\d{6}",[10]],["700\\d{6}",[9]],["88210[1-9]\\d{4}|8(?:[35-79]5\\d\\d|8(?:[013-9]\\d\\d|2(?:[01][1-9]|[2-9]\\d)))\\d{5}",[10]],["818\\d{6}",[9]],0,["76\\d{7}",[9]],["18[59]0\\d{6}",[10]]]],IL:["972","0(?:0|1(?:05|[2-9]))","1\\d{6}(?:\\d{3,5})?|[57]\\d{8}|[1-489]\\d{7}",[7,8,9,10,11,12],[["(\\d{4})(\\d{3})","$1-$2",["125"]],["(\\d{4})(\\d{2})(\\d{2})","$1-$2-$3",["121"]],["(\\d)(\\d{3})(\\d{4})","$1-$2-$3",["[2-489]"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1-$2-$3",["[57]"],"0$1"],["(\\d{4})(\\d{3})(\\d{3})","$1-$2-$3",["12"]],["(\\d{4})(\\d{6})","$1-$2",["159"]],["(\\d)(\\d{3})(\\d{3})(\\d{3})","$1-$2-$3-$4",["1[7-9]"]],["(\\d{3})(\\d{1,2})(\\d{3})(\\d{4})","$1-$2 $3-$4",["15"]]],"0",0,0,0,0,0,[["153\\d{8,9}|29[1-9]\\d{5}|(?:2[0-8]|[3489]\\d)\\d{6}",[8,11,12]],["55(?:4(?:0[0-4]|10|6[015-9])|57[0-289]|8[06][0-2])\\d{4}|5(?:(?:[0-2][02-9]|[36]\\d|[49][2-9]|8[3-7])\\d|5(?:01|2\\d|3[0-3]|4[3-5]|5[0-25689]|6[6-8]|7[0-267]|8[7-9]|9[1-9]))\\d{5}",[9]],["1(?:255|80[019]\\d{3})\\d{3}",[7,10]],["1212\\d{4}|1(?:200|9(?:0[0-2]|19|9\\d))\\d{6}",[8,10]],0,["151\\d{8,9}",[11,12]],["1599\\d{6}",[10]],0,["7(?:280[01]|38(?:[05]\\d|8[0-358])|8(?:33|55|77|81)\\d)\\d{4}|7(?:18|2[23]|3[237]|47|6[258]|7\\d|82|9[2-9])\\d{6}",[9]],["1700\\d{6}",[10]]]],IM:["44","00","1624\\d{6}|(?:[3578]\\d|90)\\d{8}",[10],0,"0",0,"([25-8]\\d{5})$|0|180020","1624$1",0,"74576|(?:16|7[56])24",[["1624(?:230|[5-8]\\d\\d)\\d{3}"],["76245[06]\\d{4}|7(?:4576|[59]24\\d|624[0-4689])\\d{5}"],["808162\\d{4}"],["8(?:440[49]06|72299\\d)\\d{3}|(?:8(?:45|70)|90[0167])624\\d{4}"],["70\\d{8}"],0,["3440[49]06\\d{3}|(?:3(?:08162|3\\d{4}|45624|7(?:0624|2299))|55\\d{4})\\d{4}"],0,["56\\d{8}"]]],IN:["91","00","(?:000800|[2-9]\\d\\d)\\d{7}|1\\d{7,12}",[8,9,10,11,12,13],[["(\\d{8})","$1",["5(?:0|2[23]|3[03]|[67]1|88)","5(?:0|2(?:21|3)|3(?:0|3[23])|616|717|888)","5(?:0|2(?:21|3)|3(?:0|3[23])|616|717|8888)"],0,1],["(\\d{4})(\\d{4,5})","$1 $2",["180","1800"],0,1],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["140"],0,1],["(\\d{2})(\\d{4})(\\d{4})","$1 $2 $3",["11|2[02]|33|4[04]|79[1-5]|80[2-46]","11|2[02]|33|4[04]|79[1-5]|80(?:[2-4]|6[0-589])","11|2[02]|33|4[04]|79(?:[1245]|3(?:[02-9]|1[0-24-9]))|80(?:[2-4]|6[0-589])"],"0$1",1],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["1(?:2[0-249]|3[0-25]|4[145]|[68]|7[1257])|2(?:1[257]|3[013]|4[01]|5[0137]|6[0158]|78|8[1568])|3(?:26|4[1-3]|5[34]|6[01489]|7[02-46]|8[159])|4(?:1[36]|2[1-47]|5[12]|6[0-26-9]|7[0-24-9]|8[013-57]|9[014-7])|5(?:1[025]|22|[36][25]|4[28]|5[12]|[78]1)|6(?:12|[2-4]1|5[17]|6[13]|80)|7(?:12|3[134]|61|88)|8(?:16|2[014]|3[126]|6[136]|7[078]|8[34]|91)|(?:43|59|75)[15]|(?:1[59]|29|67)[14]","1(?:2[0-24]|3[0-25]|4[145]|[59][14]|6[1-9]|7[1257]|8[1-57-9])|2(?:1[257]|3[013]|4[01]|5[0137]|6[058]|78|8[1568]|9[14])|3(?:26|4[1-3]|5[34]|6[01489]|7[02-46]|8[159])|4(?:1[36]|2[1-47]|3[15]|5[12]|6[0-26-9]|7[0-24-9]|8[013-57]|9[014-7])|5(?:1[025]|22|[36][25]|4[28]|[578]1|9[15])|674|7(?:(?:3[34]|5[15])[2-6]|61[346]|88[0-8])|8(?:70[2-6]|84[235-7]|91[3-7])|(?:1(?:29|60|8[06])|261|552|6(?:12|[2-47]1|5[17]|6[13]|80)|7(?:12|31)|8(?:16|2[014]|3[126]|6[136]|7[78]|83))[2-7]","1(?:2[0-24]|3[0-25]|4[145]|[59][14]|6[1-9]|7[1257]|8[1-57-9])|2(?:1[257]|3[013]|4[01]|5[0137]|6[058]|78|8[1568]|9[14])|3(?:26|4[1-3]|5[34]|6[01489]|7[02-46]|8[159])|4(?:1[36]|2[1-47]|3[15]|5[12]|6[0-26-9]|7[0-24-9]|8[013-57]|9[014-7])|5(?:1[025]|22|[36][25]|4[28]|[578]1|9[15])|6(?:12(?:[2-6]|7[0-8])|74[2-7])|7(?:3171|5[15][2-6]|61[346]|88(?:[2-7]|82))|8(?:70[2-6]|84(?:[2356]|7[19])|91(?:[3-6]|7[19]))|73[134][2-6]|8(?:16|2[014]|3[126]|6[136]|7[78]|83)(?:[2-6]|7[19])|(?:1(?:29|60|8[06])|261|552|6(?:[2-4]1|5[17]|6[13]|7(?:1|4[0189])|80)|7(?:12|88[01]))[2-7]"],"0$1",1],["(\\d{4})(\\d{3})(\\d{3})","$1 $2 $3",["1(?:[2-479]|5[0235-9])|[2-5]|6(?:1[1358]|2[2457-9]|3[2-5]|4[235-7]|5[2-689]|6[24578]|7[235689]|8[1-6])|7(?:1[013-9]|3[129]|5[29]|6[02-5]|70)|807","1(?:[2-479]|5[0235-9])|[2-5]|6(?:1[1358]|2(?:[2457]|84|95)|3(?:[2-4]|55)|4[235-7]|5[2-689]|6[24578]|7(?:[23569]|8[0-57-9])|8[1-6])|7(?:1(?:[013-8]|9[6-9])|3(?:17|2[0-49]|9[2-57])|5(?:2[1-3]|9[0-6])|6(?:0[5689]|2[5-9]|3[02-8]|4|5[0-367])|70[13-7])|807[19]","1(?:[2-479]|5(?:[0236-9]|5[013-9]))|[2-5]|6(?:2(?:84|95)|355|8(?:28[235-7]|3))|73179|807(?:1|9[1-3])|(?:1552|6(?:(?:1[1358]|2[2457]|3[2-4]|4[235-7]|5[2-689]|6[24578])\\d|7(?:[23569]\\d|8[0-57-9])|8(?:[14-6]\\d|2[0-79]))|7(?:1(?:[013-8]\\d|9[6-9])|3(?:2[0-49]|9[2-57])|5(?:2[1-3]|9[0-6])|6(?:0[5689]|2[5-9]|3[02-8]|4\\d|5[0-367])|70[13-7]))[2-7]"],"0$1",1],["(\\d{5})(\\d{5})","$1 $2",["16|[6-9]"],"0$1",1],["(\\d{4})(\\d{2,4})(\\d{4})","$1 $2 $3",["18[06]","18[06]0"],0,1],["(\\d{4})(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3 $4",["18"],0,1]],"0",0,0,0,0,0,[["(?:2717(?:[2-7]\\d|95)|6828[235-7]\\d)\\d{4}|(?:170[24]|280[13468]|4(?:20[24]|72[2-8])|552[1-7])\\d{6}|(?:271[0-689]|682[0-79]|782[0-6])[2-7]\\d{5}|(?:2(?:[02][2-79]|90)|3(?:23|80)|683|79[1-5])\\d{7}|(?:11|33|4[04]|80)[2-7]\\d{7}|(?:342|674|788)(?:[0189][2-7]|[2-7]\\d)\\d{5}|(?:1(?:2[0-249]|3[0-25]|4[145]|[59][14]|6[014]|7[1257]|8[01346])|2(?:1[257]|3[013]|4[01]|5[0137]|6[0158]|78|8[1568]|9[14])|3(?:26|4[13]|5[34]|6[01489]|7[02-46]|8[159])|4(?:1[36]|2[1-47]|3[15]|5[12]|6[0-26-9]|7[014-9]|8[013-57]|9[014-7])|5(?:1[025]|22|[36][25]|4[28]|[578]1|9[15])|6(?:12|[2-47]1|5[17]|6[13]|80)|7(?:12|2[14]|3[134]|4[47]|5[15]|[67]1)|8(?:16|2[014]|3[126]|6[136]|7[078]|8[34]|91))[2-7]\\d{6}|(?:1(?:2[35-8]|3[346-9]|4[236-9]|[59][0235-9]|6[235-9]|7[34689]|8[257-9])|2(?:1[134689]|3[24-8]|4[2-8]|5[25689]|6[2-4679]|7[3-79]|8[2-479]|9[235-9])|3(?:01|1[79]|2[1245]|4[5-8]|5[125689]|6[235-7]|7[157-9]|8[2-46-8])|4(?:1[14578]|2[5689]|3[2-467]|5[4-7]|6[35]|73|8[2689]|9[2389])|5(?:[16][146-9]|2[14-8]|3[1346]|4[14-69]|5[46]|7[2-4]|8[2-8]|9[246])|6(?:1[1358]|2[2457]|3[2-4]|4[235-7]|5[2-689]|6[24578]|7[235689]|8[14-6])|7(?:1[013-9]|2[0235-9]|3[2679]|4[1-35689]|5[2-46-9]|[67][02-9]|8[013-7]|90)|8(?:1[1357-9]|2[235-8]|3[03-57-9]|4[0-24-9]|5\\d|6[2457-9]|7[1-6]|8[1256]|9[2-4]))\\d[2-7]\\d{5}",[10]],["(?:6(?:1279|828[01489])|7(?:887[02-9]|9313)|8(?:079[04-9]|(?:84|91)7[02-8]))\\d{5}|(?:160[01]|6(?:(?:12|[2-4]1|5[17]|6[13]|80)[0189]|7(?:1[0189]|86))|7(?:1(?:2[0189]|9[0-5])|3(?:2[5-8]|[34][017-9]|9[016-9])|5(?:[15][017-9]|2[04-9]|9[7-9])|6(?:0[0-47]|1[0-257-9]|2[0-4]|3[19]|5[4589])|70[0289]|88[089])|8(?:0(?:6[67]|7[02-8])|70[017-9]|84[01489]|91[0-289]))\\d{6}|(?:731|8(?:16|2[014]|3[126]|6[136]|7[78]|83))(?:[0189]\\d|7[02-8])\\d{5}|(?:6(?:(?:1[1358]|2[2457]|3[2-4]|4[235-7]|5[2-689]|6[24578])\\d|7(?:[23569]\\d|4[0189]|8[0-57-9])|8(?:[14-6]\\d|2[0-79]))|7(?:1(?:[013-8]\\d|9[6-9])|3(?:2[0-49]|9[2-5])|5(?:2[1-3]|9[0-6])|6(?:0[5689]|2[5-9]|3[02-8]|4\\d|5[0-367])|70[13-7]|881))[0189]\\d{5}|(?:6(?:[09]\\d|1[04679]|2[03689]|3[05-9]|4[0489]|50|6[069]|7[07]|8[7-9])|7(?:[024]\\d|3[05-8]|5[0346-8]|6[6-9]|7[1-9]|8[0-79]|9[06-9])|8(?:0[01589]|1[0-57-9]|2[235-9]|3[03-57-9]|[45]\\d|6[02457-9]|7[1-69]|8[0-25-9]|9[02-9])|9\\d\\d)\\d{7}",[10]],["000800\\d{7}|180(?:0\\d{4,9}|3\\d{9})"],["186[12]\\d{9}",[13]],0,0,["140\\d{7}",[10]],0,0,["1860\\d{7}",[11]]]],IO:["246","00","3\\d{6}",[7],[["(\\d{3})(\\d{4})","$1 $2",["3"]]],0,0,0,0,0,0,[["37\\d{5}"],["38\\d{5}"]]],IQ:["964","00","(?:1|7\\d\\d)\\d{7}|[2-6]\\d{7,8}",[8,9,10],[["(\\d)(\\d{3})(\\d{4})","$1 $2 $3",["1"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["[2-6]"],"0$1"],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["7"],"0$1"]],"0",0,0,0,0,0,[["1\\d{7}|(?:2[13-5]|3[02367]|4[023]|5[03]|6[026])\\d{6,7}",[8,9]],["7[3-9]\\d{8}",[10]]]],IR:["98","00","[1-9]\\d{9}|(?:[1-8]\\d\\d|9)\\d{3,4}",[4,5,6,7,10],[["(\\d{4,5})","$1",["96"],"0$1"],["(\\d{2})(\\d{4,5})","$1 $2",["(?:1[137]|2[13-68]|3[1458]|4[145]|5[1468]|6[16]|7[1467]|8[13467])[12689]"],"0$1"],["(\\d{3})(\\d{3})(\\d{3,4})","$1 $2 $3",["9"],"0$1"],["(\\d{2})(\\d{4})(\\d{4})","$1 $2 $3",["[1-8]"],"0$1"]],"0",0,0,0,0,0,[["(?:1[137]|2[13-68]|3[1458]|4[145]|5[1468]|6[16]|7[1467]|8[13467])(?:[03-57]\\d{7}|[16]\\d{3}(?:\\d{4})?|[289]\\d{3}(?:\\d(?:\\d{3})?)?)|94(?:000[09]|(?:12\\d|30[0-2])\\d|2(?:[02689]0\\d|121)|4(?:111|40\\d))\\d{4}",[6,7,10]],["9(?:(?:0[0-5]|[13]\\d|2[0-3])\\d\\d|9(?:[0-46]\\d\\d|5(?:10|5\\d)|8(?:[12]\\d|3[0-2]|88)|9(?:[0-359]\\d|69|77|8[7-9])))\\d{5}",[10]],0,0,0,0,["96(?:0[12]|2[16-8]|3(?:08|[14]5|[23]|66)|4(?:0|80)|5[01]|6[89]|86|9[19])",[4,5]]]],IS:["354","00|1(?:0(?:01|[12]0)|100)","(?:38\\d|[4-9])\\d{6}",[7,9],[["(\\d{3})(\\d{4})","$1 $2",["[4-9]"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["3"]]],0,0,0,0,0,0,[["(?:4(?:1[0-24-69]|2[0-7]|[37][0-8]|4[0-24589]|5[0-68]|6\\d|8[0-36-8])|5(?:05|[156]\\d|2[02578]|3[0-579]|4[03-7]|7[0-2578]|8[0-35-9]|9[013-689])|872)\\d{4}",[7]],["(?:38[589]\\d\\d|6(?:1[1-8]|2[0-6]|3[026-9]|4[014679]|5[0159]|6[0-69]|70|8[06-8]|9\\d)|7(?:5[057]|[6-9]\\d)|8(?:2[0-59]|[3-69]\\d|8[238]))\\d{4}"],["80[0-8]\\d{4}",[7]],["90(?:0\\d|1[5-79]|2[015-79]|3[135-79]|4[125-7]|5[25-79]|7[1-37]|8[0-35-7])\\d{3}",[7]],0,["(?:689|8(?:7[18]|80)|95[48])\\d{4}",[7]],["809\\d{4}",[7]],0,["49[0-24-79]\\d{4}",[7]]],"00"],IT:["39","00","0\\d{5,11}|1\\d{8,10}|3(?:[0-8]\\d{7,10}|9\\d{7,8})|(?:43|55|70)\\d{8}|8\\d{5}(?:\\d{2,4})?",[6,7,8,9,10,11,12],[["(\\d{2})(\\d{4,6})","$1 $2",["0[26]"]],["(\\d{3})(\\d{3,6})","$1 $2",["0[13-57-9][0159]|8(?:03|4[17]|9[2-5])","0[13-57-9][0159]|8(?:03|4[17]|9(?:2|3[04]|[45][0-4]))"]],["(\\d{4})(\\d{2,6})","$1 $2",["0(?:[13-579][2-46-8]|8[236-8])"]],["(\\d{4})(\\d{4})","$1 $2",["894"]],["(\\d{2})(\\d{3,4})(\\d{4})","$1 $2 $3",["0[26]|5"]],["(\\d{3})(\\d{3})(\\d{3,4})","$1 $2 $3",["1(?:44|[679])|[378]|43"]],["(\\d{3})(\\d{3,4})(\\d{4})","$1 $2 $3",["0[13-57-9][0159]|14"]],["(\\d{2})(\\d{4})(\\d{5})","$1 $2 $3",["0[26]"]],["(\\d{4})(\\d{3})(\\d{4})","$1 $2 $3",["0"]],["(\\d{3})(\\d{4})(\\d{4,5})","$1 $2 $3",["[03]"]]],0,0,0,0,0,0,[["0(?:669[0-79]\\d{1,6}|831\\d{2,8})|0(?:1(?:[0159]\\d|[27][1-5]|31|4[1-4]|6[1356]|8[2-57])|2\\d\\d|3(?:[0159]\\d|2[1-4]|3[12]|[48][1-6]|6[2-59]|7[1-7])|4(?:[0159]\\d|[23][1-9]|4[245]|6[1-5]|7[1-4]|81)|5(?:[0159]\\d|2[1-5]|3[2-6]|4[1-79]|6[4-6]|7[1-578]|8[3-8])|6(?:[0-57-9]\\d|6[0-8])|7(?:[0159]\\d|2[12]|3[1-7]|4[2-46]|6[13569]|7[13-6]|8[1-59])|8(?:[0159]\\d|2[3-578]|3[2356]|[6-8][1-5])|9(?:[0159]\\d|[238][1-5]|4[12]|6[1-8]|7[1-6]))\\d{2,7}"],["3[2-9]\\d{7,8}|(?:31|43)\\d{8}",[9,10]],["80(?:0\\d{3}|3)\\d{3}",[6,9]],["(?:0878\\d{3}|89(?:2\\d|3[04]|4(?:[0-4]|[5-9]\\d\\d)|5[0-4]))\\d\\d|(?:1(?:44|6[346])|89(?:38|5[5-9]|9))\\d{6}",[6,8,9,10]],["1(?:78\\d|99)\\d{6}",[9,10]],["3[2-8]\\d{9,10}",[11,12]],0,0,["55\\d{8}",[10]],["84(?:[08]\\d{3}|[17])\\d{3}",[6,9]]]],JE:["44","00","1534\\d{6}|(?:[3578]\\d|90)\\d{8}",[10],0,"0",0,"([0-24-8]\\d{5})$|0|180020","1534$1",0,0,[["1534[0-24-8]\\d{5}"],["7(?:(?:(?:50|82)9|937)\\d|7(?:00[378]|97\\d))\\d{5}"],["80(?:07(?:35|81)|8901)\\d{4}"],["(?:8(?:4(?:4(?:4(?:05|42|69)|703)|5(?:041|800))|7(?:0002|1206))|90(?:066[59]|1810|71(?:07|55)))\\d{4}"],["701511\\d{4}"],0,["(?:3(?:0(?:07(?:35|81)|8901)|3\\d{4}|4(?:4(?:4(?:05|42|69)|703)|5(?:041|800))|7(?:0002|1206))|55\\d{4})\\d{4}"],["76(?:464|652)\\d{5}|76(?:0[0-28]|2[356]|34|4[01347]|5[49]|6[0-369]|77|8[14]|9[139])\\d{6}"],["56\\d{8}"]]],JM:["1","011","(?:[58]\\d\\d|658|900)\\d{7}",[10],0,"1",0,0,0,0,"658|876",[["8766060\\d{3}|(?:658(?:2(?:[5-8]\\d|9[0-46-9])|[3-9]\\d\\d)|876(?:52[35]|6(?:0[1-3579]|1[0235-9]|[23]\\d|40|5[06]|6[2-589]|7[0-25-9]|8[04]|9[4-9])|7(?:0[2-689]|[1-6]\\d|8[056]|9[45])|9(?:0[1-8]|1[02378]|[2-8]\\d|9[2-468])))\\d{4}"],["(?:6582(?:[0-4]\\d|95)|876(?:2(?:0[1-9]|[13-9]\\d|2[013-9])|[348]\\d\\d|5(?:0[1-9]|[1-9]\\d)|6(?:4[89]|6[67])|7(?:0[07]|7\\d|8[1-47-9]|9[0-36-9])|9(?:[01]9|9[0579])))\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],JO:["962","00","(?:(?:[2689]|7\\d)\\d|32|427|53)\\d{6}",[8,9],[["(\\d)(\\d{3})(\\d{4})","$1 $2 $3",["[2356]|87"],"(0$1)"],["(\\d{3})(\\d{5,6})","$1 $2",["[89]"],"0$1"],["(\\d{2})(\\d{7})","$1 $2",["70"],"0$1"],["(\\d)(\\d{4})(\\d{4})","$1 $2 $3",["[47]"],"0$1"]],"0",0,0,0,0,0,[["87(?:000|90[01])\\d{3}|(?:2(?:6(?:2[0-35-9]|3[0-578]|4[24-7]|5[0-24-8]|[6-8][023]|9[0-3])|7(?:0[1-79]|10|2[014-7]|3[0-689]|4[019]|5[0-3578]))|32(?:0[1-69]|1[1-35-7]|2[024-7]|3\\d|4[0-3]|[5-7][023])|53(?:0[0-3]|[13][023]|2[0-59]|49|5[0-35-9]|6[15]|7[45]|8[1-6]|9[0-36-9])|6(?:2(?:[05]0|22)|3(?:00|33)|4(?:0[0-25]|1[2-7]|2[0569]|[38][07-9]|4[025689]|6[0-589]|7\\d|9[0-2])|5(?:[01][056]|2[034]|3[0-57-9]|4[178]|5[0-69]|6[0-35-9]|7[1-379]|8[0-68]|9[0239]))|87(?:20|7[078]|99))\\d{4}",[8]],["(?:427|7(?:11|[29]\\d|[78][0-25-9]))\\d{6}",[9]],["80\\d{6}",[8]],["9\\d{7}",[8]],["70\\d{7}",[9]],0,["8(?:10|8\\d)\\d{5}",[8]],["74(?:66|77)\\d{5}",[9]],0,["85\\d{6}",[8]]]],JP:["81","010","00[1-9]\\d{6,14}|[25-9]\\d{9}|(?:00|[1-9]\\d\\d)\\d{6}",[8,9,10,11,12,13,14,15,16,17],[["(\\d{3})(\\d{3})(\\d{3})","$1-$2-$3",["(?:12|57|99)0"],"0$1"],["(\\d{4})(\\d)(\\d{4})","$1-$2-$3",["1(?:26|3[79]|4[56]|5[4-68]|6[3-5])|499|5(?:76|97)|746|8(?:3[89]|47|51)|9(?:80|9[16])","1(?:267|3(?:7[247]|9[278])|466|5(?:47|58|64)|6(?:3[245]|48|5[4-68]))|499[2468]|5(?:76|97)9|7468|8(?:3(?:8[7-9]|96)|477|51[2-9])|9(?:802|9(?:1[23]|69))|1(?:45|58)[67]","1(?:267|3(?:7[247]|9[278])|466|5(?:47|58|64)|6(?:3[245]|48|5[4-68]))|499[2468]|5(?:769|979[2-69])|7468|8(?:3(?:8[7-9]|96[2457-9])|477|51[2-9])|9(?:802|9(?:1[23]|69))|1(?:45|58)[67]"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1-$2-$3",["60"],"0$1"],["(\\d)(\\d{4})(\\d{4})","$1-$2-$3",["3|4(?:2[09]|7[01])|6[1-9]","3|4(?:2(?:0|9[02-69])|7(?:0[019]|1))|6[1-9]"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1-$2-$3",["1(?:1|5[45]|77|88|9[69])|2(?:2[1-37]|3[0-269]|4[59]|5|6[24]|7[1-358]|8[1369]|9[0-38])|4(?:[28][1-9]|3[0-57]|[45]|6[248]|7[2-579]|9[29])|5(?:2|3[0459]|4[0-369]|5[29]|8[02389]|9[0-389])|7(?:2[02-46-9]|34|[58]|6[0249]|7[57]|9[2-6])|8(?:2[124589]|3[26-9]|49|51|6|7[0-468]|8[68]|9[019])|9(?:[23][1-9]|4[15]|5[138]|6[1-3]|7[156]|8[189]|9[1-489])","1(?:1|5(?:4[018]|5[017])|77|88|9[69])|2(?:2(?:[127]|3[014-9])|3[0-269]|4[59]|5(?:[1-3]|5[0-69]|9[19])|62|7(?:[1-35]|8[0189])|8(?:[16]|3[0134]|9[0-5])|9(?:[028]|17))|4(?:2(?:[13-79]|8[014-6])|3[0-57]|[45]|6[248]|7[2-47]|8[1-9]|9[29])|5(?:2|3(?:[045]|9[0-8])|4[0-369]|5[29]|8[02389]|9[0-3])|7(?:2[02-46-9]|34|[58]|6[0249]|7[57]|9(?:[23]|4[0-59]|5[01569]|6[0167]))|8(?:2(?:[1258]|4[0-39]|9[0-2469])|3(?:[29]|60)|49|51|6(?:[0-24]|36|5[0-3589]|7[23]|9[01459])|7[0-468]|8[68])|9(?:[23][1-9]|4[15]|5[138]|6[1-3]|7[156]|8[189]|9(?:[1289]|3[34]|4[0178]))|(?:264|837)[016-9]|2(?:57|93)[015-9]|(?:25[0468]|422|838)[01]|(?:47[59]|59[89]|8(?:6[68]|9))[019]","1(?:1|5(?:4[018]|5[017])|77|88|9[69])|2(?:2[127]|3[0-269]|4[59]|5(?:[1-3]|5[0-69]|9(?:17|99))|6(?:2|4[016-9])|7(?:[1-35]|8[0189])|8(?:[16]|3[0134]|9[0-5])|9(?:[028]|17))|4(?:2(?:[13-79]|8[014-6])|3[0-57]|[45]|6[248]|7[2-47]|9[29])|5(?:2|3(?:[045]|9(?:[0-58]|6[4-9]|7[0-35689]))|4[0-369]|5[29]|8[02389]|9[0-3])|7(?:2[02-46-9]|34|[58]|6[0249]|7[57]|9(?:[23]|4[0-59]|5[01569]|6[0167]))|8(?:2(?:[1258]|4[0-39]|9[0169])|3(?:[29]|60|7(?:[017-9]|6[6-8]))|49|51|6(?:[0-24]|36[2-57-9]|5(?:[0-389]|5[23])|6(?:[01]|9[178])|7(?:2[2-468]|3[78])|9[0145])|7[0-468]|8[68])|9(?:4[15]|5[138]|7[156]|8[189]|9(?:[1289]|3(?:31|4[357])|4[0178]))|(?:8294|96)[1-3]|2(?:57|93)[015-9]|(?:223|8699)[014-9]|(?:25[0468]|422|838)[01]|(?:48|8292|9[23])[1-9]|(?:47[59]|59[89]|8(?:68|9))[019]"],"0$1"],["(\\d{3})(\\d{2})(\\d{4})","$1-$2-$3",["[14]|[289][2-9]|5[3-9]|7[2-4679]"],"0$1"],["(\\d{3})(\\d{3})(\\d{4})","$1-$2-$3",["800"],"0$1"],["(\\d{2})(\\d{4})(\\d{4})","$1-$2-$3",["[25-9]"],"0$1"]],"0",0,"(000[2569]\\d{4,6})$|(?:(?:003768)0?)|0","$1",0,0,[["(?:1(?:1[235-8]|2[3-6]|3[3-9]|4[2-6]|[58][2-8]|6[2-7]|7[2-9]|9[1-9])|(?:2[2-9]|[36][1-9])\\d|4(?:[2-578]\\d|6[02-8]|9[2-59])|5(?:[2-589]\\d|6[1-9]|7[2-8])|7(?:[25-9]\\d|3[4-9]|4[02-9])|8(?:[2679]\\d|3[2-9]|4[5-9]|5[1-9]|8[03-9])|9(?:[2-58]\\d|[679][1-9]))\\d{6}",[9]],["[6-9]0[1-9]\\d{7}",[10]],["00777(?:[01]|5\\d)\\d\\d|(?:00(?:7778|882[1245])|(?:120|800\\d)\\d\\d)\\d{4}|00(?:37|66|78)\\d{6,13}"],["990\\d{6}",[9]],["60\\d{7}",[9]],0,["570\\d{6}",[9]],["20\\d{8}",[10]],["50[1-9]\\d{7}",[10]]]],KE:["254","000","(?:[17]\\d\\d|900)\\d{6}|(?:2|80)0\\d{6,7}|[4-6]\\d{6,8}",[7,8,9,10],[["(\\d{2})(\\d{5,7})","$1 $2",["[24-6]"],"0$1"],["(\\d{3})(\\d{6})","$1 $2",["[17]"],"0$1"],["(\\d{3})(\\d{3})(\\d{3,4})","$1 $2 $3",["[89]"],"0$1"]],"0",0,0,0,0,0,[["(?:4[245]|5[1-79]|6[01457-9])\\d{5,7}|(?:4[136]|5[08]|62)\\d{7}|(?:[24]0|66)\\d{6,7}",[7,8,9]],["(?:1(?:0[0-8]|[18]\\d|2[014]|3[05-9]|4[0-6])|7\\d\\d)\\d{6}",[9]],["800[02-8]\\d{5,6}",[9,10]],["900[02-9]\\d{5}",[9]]]],KG:["996","00","8\\d{9}|[235-9]\\d{8}",[9,10],[["(\\d{4})(\\d{5})","$1 $2",["3(?:1[346]|[24-79])"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[235-79]|88"],"0$1"],["(\\d{3})(\\d{3})(\\d)(\\d{2,3})","$1 $2 $3 $4",["8"],"0$1"]],"0",0,0,0,0,0,[["312(?:5[0-79]\\d|9(?:[0-689]\\d|7[0-24-9]))\\d{3}|(?:3(?:1(?:2[0-46-8]|3[1-9]|47|[56]\\d)|2(?:22|3[0-479]|6[0-7])|4(?:22|5[6-9]|6\\d)|5(?:22|3[4-7]|59|6\\d)|6(?:22|5[35-7]|6\\d)|7(?:22|3[468]|4[1-9]|59|[67]\\d)|9(?:22|4[1-8]|6\\d))|6(?:09|12|2[2-4])\\d)\\d{5}",[9]],["312(?:58\\d|973)\\d{3}|(?:2(?:0[0-35]|2\\d)|5[0-24-7]\\d|600|7(?:[07]\\d|55)|88[08]|9(?:12|9[05-9]))\\d{6}",[9]],["800\\d{6,7}"]]],KH:["855","00[14-9]","1\\d{9}|[1-9]\\d{7,8}",[8,9,10],[["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["[1-9]"],"0$1"],["(\\d{4})(\\d{3})(\\d{3})","$1 $2 $3",["1"]]],"0",0,0,0,0,0,[["23(?:4(?:[2-4]|[56]\\d)|[568]\\d\\d)\\d{4}|23[236-9]\\d{5}|(?:2[4-6]|3[2-6]|4[2-4]|[5-7][2-5])(?:(?:[237-9]|4[56]|5\\d)\\d{5}|6\\d{5,6})",[8,9]],["(?:(?:1[28]|3[18]|9[67])\\d|6[016-9]|7(?:[07-9]|[16]\\d)|8(?:[013-79]|8\\d))\\d{6}|(?:1\\d|9[0-57-9])\\d{6}|(?:2[3-6]|3[2-6]|4[2-4]|[5-7][2-5])48\\d{5}",[8,9]],["1800(?:1\\d|2[019])\\d{4}",[10]],["1900(?:1\\d|2[09])\\d{4}",[10]]]],KI:["686","00","(?:[37]\\d|6[0-79])\\d{6}|(?:[2-48]\\d|50)\\d{3}",[5,8],0,"0",0,0,0,0,0,[["(?:[24]\\d|3[1-9]|50|65(?:02[12]|12[56]|22[89]|[3-5]00)|7(?:27\\d\\d|3100|5(?:02[12]|12[56]|22[89]|[34](?:00|81)|500))|8[0-5])\\d{3}"],["(?:6200[01]|7(?:310[1-9]|5(?:02[03-9]|12[0-47-9]|22[0-7]|[34](?:0[1-9]|8[02-9])|50[1-9])))\\d{3}|(?:63\\d\\d|7(?:(?:[0146-9]\\d|2[0-689])\\d|3(?:[02-9]\\d|1[1-9])|5(?:[0-2][013-9]|[34][1-79]|5[1-9]|[6-9]\\d)))\\d{4}",[8]],0,0,0,0,0,0,["30(?:0[01]\\d\\d|12(?:11|20))\\d\\d",[8]]]],KM:["269","00","[3478]\\d{6}",[7],[["(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3",["[3478]"]]],0,0,0,0,0,0,[["7[4-7]\\d{5}"],["[34]\\d{6}"],0,["8\\d{6}"]]],KN:["1","011","(?:[58]\\d\\d|900)\\d{7}",[10],0,"1",0,"([2-7]\\d{6})$|1","869$1",0,"869",[["869(?:2(?:29|36)|302|4(?:6[015-9]|70)|56[5-7])\\d{4}"],["869(?:48[89]|55[6-8]|66\\d|76[02-7])\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],KP:["850","00|99","85\\d{6}|(?:19\\d|[2-7])\\d{7}",[8,10],[["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["8"],"0$1"],["(\\d)(\\d{3})(\\d{4})","$1 $2 $3",["[2-7]"],"0$1"],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["1"],"0$1"]],"0",0,0,0,0,0,[["(?:(?:195|2)\\d|3[19]|4[159]|5[37]|6[17]|7[39]|85)\\d{6}"],["19[1-3]\\d{7}",[10]]]],KR:["82","00(?:[125689]|3(?:[46]5|91)|7(?:00|27|3|55|6[126]))","00[1-9]\\d{8,11}|(?:[12]|5\\d{3})\\d{7}|[13-6]\\d{9}|(?:[1-6]\\d|80)\\d{7}|[3-6]\\d{4,5}|(?:00|7)0\\d{8}",[5,6,8,9,10,11,12,13,14],[["(\\d{2})(\\d{3,4})","$1-$2",["(?:3[1-3]|[46][1-4]|5[1-5])1"],"0$1"],["(\\d{4})(\\d{4})","$1-$2",["1"]],["(\\d)(\\d{3,4})(\\d{4})","$1-$2-$3",["2"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1-$2-$3",["[36]0|8"],"0$1"],["(\\d{2})(\\d{3,4})(\\d{4})","$1-$2-$3",["[1346]|5[1-5]"],"0$1"],["(\\d{2})(\\d{4})(\\d{4})","$1-$2-$3",["[57]"],"0$1"],["(\\d{2})(\\d{5})(\\d{4})","$1-$2-$3",["5"],"0$1"]],"0",0,"0(8(?:[1-46-8]|5\\d\\d))?",0,0,0,[["(?:2|3[1-3]|[46][1-4]|5[1-5])[1-9]\\d{6,7}|(?:3[1-3]|[46][1-4]|5[1-5])1\\d{2,3}",[5,6,8,9,10]],["1(?:05(?:[0-8]\\d|9[0-6])|22[13]\\d)\\d{4,5}|1(?:0[0-46-9]|[16-9]\\d|2[013-9])\\d{6,7}",[9,10]],["00(?:308\\d{6,7}|798\\d{7,9})|(?:00368|[38]0)\\d{7}",[9,11,12,13,14]],["60[2-9]\\d{6}",[9]],["50\\d{8,9}",[10,11]],0,["1(?:5(?:22|33|44|66|77|88|99)|6(?:[07]0|44|6[0168]|88)|8(?:00|33|55|77|99))\\d{4}",[8]],["15\\d{7,8}",[9,10]],["70\\d{8}",[10]]]],KW:["965","00","18\\d{5}|(?:[2569]\\d|41)\\d{6}",[7,8],[["(\\d{4})(\\d{3,4})","$1 $2",["[169]|2(?:[235]|4[1-35-9])|52"]],["(\\d{3})(\\d{5})","$1 $2",["[245]"]]],0,0,0,0,0,0,[["2(?:[23]\\d\\d|4(?:[1-35-9]\\d|44)|5(?:0[034]|[2-46]\\d|5[1-3]|7[1-7]))\\d{4}",[8]],["(?:41\\d\\d|5(?:(?:[05]\\d|1[0-7]|6[56])\\d|2(?:22|5[25])|7(?:55|77)|88[58]|999)|6(?:(?:0[034679]|5[015-9]|6\\d)\\d|1(?:00|11|6[16])|2[26]2|3[36]3|4[46]4|7(?:0[013-9]|[67]\\d)|8[68]8|9(?:[069]\\d|3[039]))|9(?:(?:[04679]\\d|8[057-9])\\d|1(?:00|1[01]|99)|2(?:00|2\\d)|3(?:00|3[03])|5(?:00|5\\d)))\\d{4}",[8]],["18\\d{5}",[7]]]],KY:["1","011","(?:345|[58]\\d\\d|900)\\d{7}",[10],0,"1",0,"([2-9]\\d{6})$|1","345$1",0,"345",[["345(?:2(?:22|3[23]|44|66)|333|444|6(?:23|38|40)|7(?:30|4[35-79]|6[6-9]|77)|8(?:00|1[45]|4[89]|88)|9(?:14|4[035-9]))\\d{4}"],["345(?:32[1-9]|4(?:1[2-6]|2[0-4])|5(?:1[67]|2[5-79]|4[6-9]|50|76)|649|82[56]|9(?:1[679]|2[2-9]|3[06-9]|90))\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["(?:345976|900[2-9]\\d\\d)\\d{4}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],KZ:["7","810","8\\d{13}|[78]\\d{9}",[10,14],0,"8",0,0,0,0,"7",[["7(?:1(?:0(?:[23]\\d|4[0-3]|59|63)|1(?:[23]\\d|4[0-79]|59)|2(?:[23]\\d|59)|3(?:2\\d|3[0-79]|4[0-35-9]|59)|4(?:[24]\\d|3[013-9]|5[1-9]|97)|5(?:2\\d|3[1-9]|4[0-7]|59)|6(?:[2-4]\\d|5[19]|61)|72\\d|8(?:[27]\\d|3[1-46-9]|4[0-5]|59))|2(?:1(?:[23]\\d|4[46-9]|5[3469])|2(?:2\\d|3[0679]|46|5[12679])|3(?:[2-4]\\d|5[139])|4(?:2\\d|3[1-35-9]|59)|5(?:[23]\\d|4[0-8]|59|61)|6(?:2\\d|3[1-9]|4[0-4]|59)|7(?:[2379]\\d|40|5[279])|8(?:[23]\\d|4[0-3]|59)|9(?:2\\d|3[124578]|59)))\\d{5}",[10]],["7(?:0[0-25-8]|47|6[0-4]|7[15-8]|85)\\d{7}",[10]],["8(?:00|108\\d{3})\\d{7}"],["809\\d{7}",[10]],["808\\d{7}",[10]],0,0,0,["751\\d{7}",[10]]],"8~10"],LA:["856","00","(?:2\\d|3)\\d{8}|(?:[235-8]\\d|41)\\d{6}",[8,9,10],[["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["2[13]|3[14]|[4-8]"],"0$1"],["(\\d{2})(\\d{2})(\\d{2})(\\d{3})","$1 $2 $3 $4",["3"],"0$1"],["(\\d{2})(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3 $4",["2"],"0$1"]],"0",0,0,0,0,0,[["(?:2[13]|[35-7][14]|41|8[1468])\\d{6}",[8]],["208[78]\\d{6}|(?:20[23579]|30)\\d{7}",[9,10]]]],LB:["961","00","[27-9]\\d{7}|[13-9]\\d{6}",[7,8],[["(\\d)(\\d{3})(\\d{3})","$1 $2 $3",["[13-69]|7(?:[2-57]|62|8[0-6]|9[04-9])|8[02-9]"],"0$1"],["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["[27-9]"]]],"0",0,0,0,0,0,[["7(?:62|8[0-6]|9[04-9])\\d{4}|(?:[14-69]\\d|2(?:[14-69]\\d|[78][1-9])|7[2-57]|8[02-9])\\d{5}"],["(?:(?:3|81)\\d|7(?:[01]\\d|6[013-9]|8[7-9]|9[0-4]))\\d{5}"],0,["9[01]\\d{6}",[8]],0,0,0,0,0,["80\\d{6}",[8]]]],LC:["1","011","(?:[58]\\d\\d|758|900)\\d{7}",[10],0,"1",0,"([2-8]\\d{6})$|1","758$1",0,"758",[["758(?:234|4(?:30|5\\d|6[2-9]|8[0-2])|57[0-2]|(?:63|75)8)\\d{4}"],["758(?:28[4-7]|384|4(?:6[01]|8[4-9])|5(?:1[89]|20|84)|7(?:1[2-9]|2\\d|3[0-3])|812)\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],LI:["423","00","[68]\\d{8}|(?:[2378]\\d|90)\\d{5}",[7,9],[["(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3",["[2379]|8(?:0[09]|7)","[2379]|8(?:0(?:02|9)|7)"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["8"]],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["69"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["6"]]],"0",0,"(1001)|0",0,0,0,[["(?:2(?:01|1[27]|2[024]|3\\d|6[02-578]|9[06])|3(?:[24]0|33|7[0135-7]|8[048]|9[0269]))\\d{4}",[7]],["(?:6(?:(?:4[5-9]|5\\d)\\d|6(?:[024-68]\\d|1[01]|3[7-9]|7[02]))\\d|7(?:[37-9]\\d|42|56))\\d{4}"],["8002[28]\\d\\d|80(?:05\\d|9)\\d{4}"],["90(?:02[258]|1(?:23|3[14])|66[136])\\d\\d",[7]],0,["697(?:42|56|[78]\\d)\\d{4}",[9]],["870(?:28|87)\\d\\d",[7]]]],LK:["94","00","[1-9]\\d{8}",[9],[["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["7"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[1-689]"],"0$1"]],"0",0,0,0,0,0,[["(?:12[2-9]|602|8[12]\\d|9(?:1\\d|22|9[245]))\\d{6}|(?:11|2[13-7]|3[1-8]|4[157]|5[12457]|6[35-7])[2-57]\\d{6}"],["7(?:[0-25-8]\\d|4[0-4])\\d{6}"],0,0,0,0,["1973\\d{5}"]]],LR:["231","00","(?:[2457]\\d|33|88)\\d{7}|(?:2\\d|[4-6])\\d{6}",[7,8,9],[["(\\d)(\\d{3})(\\d{3})","$1 $2 $3",["4[67]|[56]"],"0$1"],["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["2"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[2-578]"],"0$1"]],"0",0,0,0,0,0,[["2\\d{7}",[8]],["(?:(?:(?:22|33)0|555|7(?:6[01]|7\\d)|88\\d)\\d|4(?:240|[67]))\\d{5}|[56]\\d{6}",[7,9]],0,["332(?:02|[34]\\d)\\d{4}",[9]]]],LS:["266","00","(?:[256]\\d\\d|800)\\d{5}",[8],[["(\\d{4})(\\d{4})","$1 $2",["[2568]"]]],0,0,0,0,0,0,[["2\\d{7}"],["[56]\\d{7}"],["800[1256]\\d{4}"]]],LT:["370","00","(?:[3469]\\d|52|[78]0)\\d{6}",[8],[["(\\d)(\\d{3})(\\d{4})","$1 $2 $3",["52[0-7]"],"(0-$1)",1],["(\\d{3})(\\d{2})(\\d{3})","$1 $2 $3",["[7-9]"],"0 $1",1],["(\\d{2})(\\d{6})","$1 $2",["37|4(?:[15]|6[1-8])"],"(0-$1)",1],["(\\d{3})(\\d{5})","$1 $2",["[3-6]"],"(0-$1)",1]],"0",0,"[08]",0,0,0,[["(?:3[1478]|4[124-6]|52)\\d{6}"],["6\\d{7}"],["80[02]\\d{5}"],["9(?:0[0239]|10)\\d{5}"],["70[05]\\d{5}"],0,["70[67]\\d{5}"],0,["[89]01\\d{5}"],["808\\d{5}"]]],LU:["352","00","35[013-9]\\d{4,8}|6\\d{8}|35\\d{2,4}|(?:[2457-9]\\d|3[0-46-9])\\d{2,9}",[4,5,6,7,8,9,10,11],[["(\\d{2})(\\d{3})","$1 $2",["2(?:0[2-689]|[2-9])|[3-57]|8(?:0[2-9]|[13-9])|9(?:0[89]|[2-579])"]],["(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3",["2(?:0[2-689]|[2-9])|[3-57]|8(?:0[2-9]|[13-9])|9(?:0[89]|[2-579])"]],["(\\d{2})(\\d{2})(\\d{3})","$1 $2 $3",["20[2-689]"]],["(\\d{2})(\\d{2})(\\d{2})(\\d{1,2})","$1 $2 $3 $4",["20"]],["(\\d{2})(\\d{2})(\\d{2})(\\d{1,5})","$1 $2 $3 $4",["[3-57]|8[13-9]|9(?:0[89]|[2-579])|(?:2|80)[2-9]"]],["(\\d{3})(\\d{2})(\\d{3})","$1 $2 $3",["80[01]|90[015]"]],["(\\d{2})(\\d{2})(\\d{2})(\\d{3})","$1 $2 $3 $4",["20"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["6"]],["(\\d{2})(\\d{2})(\\d{2})(\\d{2})(\\d{1,2})","$1 $2 $3 $4 $5",["20"]]],0,0,"(15(?:0[06]|1[12]|[35]5|4[04]|6[26]|77|88|99)\\d)",0,0,0,[["(?:35[013-9]|80[2-9]|90[89])\\d{1,8}|(?:2[2-9]|3[0-46-9]|[457]\\d|8[13-9]|9[2-579])\\d{2,9}"],["6(?:[26][18]|5[1568]|7[189]|81|9[128])\\d{6}",[9]],["800\\d{5}",[8]],["90[015]\\d{5}",[8]],0,0,0,0,["20(?:1\\d{5}|[2-689]\\d{1,7})",[4,5,6,7,8,9,10]],["801\\d{5}",[8]]]],LV:["371","00","(?:[268]\\d|78|90)\\d{6}",[8],[["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["[2679]|8[01]"]]],0,0,0,0,0,0,[["6\\d{7}"],["2333[0-8]\\d{3}|2(?:[0-24-9]\\d\\d|3(?:0[07]|[14-9]\\d|2[02-9]|3[0-24-9]))\\d{4}"],["80\\d{6}"],["90\\d{6}"],0,0,0,0,0,["81\\d{6}"]]],LY:["218","00","[2-9]\\d{8}",[9],[["(\\d{2})(\\d{7})","$1-$2",["[2-9]"],"0$1"]],"0",0,0,0,0,0,[["(?:2(?:0[56]|[1-6]\\d|7[124579]|8[124])|3(?:1\\d|2[2356])|4(?:[17]\\d|2[1-357]|5[2-4]|8[124])|5(?:[1347]\\d|2[1-469]|5[13-5]|8[1-4])|6(?:[1-479]\\d|5[2-57]|8[1-5])|7(?:[13]\\d|2[13-79])|8(?:[124]\\d|5[124]|84))\\d{6}"],["9[1-6]\\d{7}"]]],MA:["212","00","[5-8]\\d{8}",[9],[["(\\d{4})(\\d{5})","$1-$2",["892"],"0$1"],["(\\d{2})(\\d{7})","$1-$2",["8(?:0[0-7]|9)"],"0$1"],["(\\d)(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4 $5",["[5-8]"],"0$1"]],"0",0,0,0,0,"[5-8]",[["5(?:(?:18|4[0679]|5[03])\\d|2(?:[0-25-79]\\d|3[1-578]|4[02-46-8]|8[0235-9])|3(?:[0-47]\\d|5[02-9]|6[02-8]|8[014-9]|9[3-9]))\\d{5}"],["(?:6(?:[0-79]\\d|8[0-247-9])|7(?:[016-8]\\d|2[0-8]|3[01]|5[0-5]))\\d{6}"],["80[0-7]\\d{6}"],["89\\d{7}"],0,0,0,0,["(?:592(?:4[0-2]|93)|80[89]\\d\\d)\\d{4}"]]],MC:["377","00","(?:[3489]|[67]\\d)\\d{7}",[8,9],[["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["4"],"0$1"],["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[389]"]],["(\\d)(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4 $5",["[67]"],"0$1"]],"0",0,0,0,0,0,[["(?:870|9[2-47-9]\\d)\\d{5}",[8]],["4(?:[46]\\d|5[1-9])\\d{5}|(?:3|[67]\\d)\\d{7}"],["(?:800|90\\d)\\d{5}",[8]]]],MD:["373","00","(?:[235-7]\\d|[89]0)\\d{6}",[8],[["(\\d{3})(\\d{5})","$1 $2",["[89]"],"0$1"],["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["22|3"],"0$1"],["(\\d{3})(\\d{2})(\\d{3})","$1 $2 $3",["[25-7]"],"0$1"]],"0",0,0,0,0,0,[["(?:(?:2[1-9]|3[1-79])\\d|5(?:33|5[257]))\\d{5}"],["562\\d{5}|(?:6\\d|7[16-9])\\d{6}"],["800\\d{5}"],["90[056]\\d{5}"],0,0,["803\\d{5}"],0,["3[08]\\d{6}"],["808\\d{5}"]]],ME:["382","00","(?:20|[3-79]\\d)\\d{6}|80\\d{6,7}",[8,9],[["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["[2-9]"],"0$1"]],"0",0,0,0,0,0,[["(?:20[2-8]|3(?:[0-2][2-7]|3[24-7])|4(?:0[2-467]|1[2467])|5(?:0[2467]|1[24-7]|2[2-467]))\\d{5}",[8]],["6(?:[07-9]\\d|3[024]|6[0-25])\\d{5}",[8]],["80(?:[0-2578]|9\\d)\\d{5}"],["9(?:4[1568]|5[178])\\d{5}",[8]],0,0,["77[1-9]\\d{5}",[8]],0,["78[1-49]\\d{5}",[8]]]],MF:["590","00","7090\\d{5}|(?:[56]9|[89]\\d)\\d{7}",[9],0,"0",0,0,0,0,0,[["(?:59(?:0(?:0[079]|[14]3|[27][79]|3[03-7]|5[0-268]|87)|87\\d)|80[6-9]\\d\\d)\\d{4}"],["(?:69(?:0\\d\\d|1(?:2[2-9]|3[0-5]))|7090[0-4])\\d{4}"],["80[0-5]\\d{6}"],["8[129]\\d{7}"],0,0,0,0,["9(?:(?:39[5-7]|76[018])\\d|475[0-6])\\d{4}"]]],MG:["261","00","[23]\\d{8}",[9],[["(\\d{2})(\\d{2})(\\d{3})(\\d{2})","$1 $2 $3 $4",["[23]"],"0$1"]],"0",0,"([24-9]\\d{6})$|0","20$1",0,0,[["2072[29]\\d{4}|20(?:2\\d|4[47]|5[3467]|6[279]|7[356]|8[268]|9[2457])\\d{5}"],["3[2-9]\\d{7}"],0,0,0,0,0,0,["22\\d{7}"]]],MH:["692","011","329\\d{4}|(?:[256]\\d|45)\\d{5}",[7],[["(\\d{3})(\\d{4})","$1-$2",["[2-6]"]]],"1",0,0,0,0,0,[["(?:247|528|625)\\d{4}"],["(?:(?:23|54)5|329|45[35-8])\\d{4}"],0,0,0,0,0,0,["635\\d{4}"]]],MK:["389","00","[2-578]\\d{7}",[8],[["(\\d)(\\d{3})(\\d{4})","$1 $2 $3",["2|34[47]|4(?:[37]7|5[47]|64)"],"0$1"],["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["[347]"],"0$1"],["(\\d{3})(\\d)(\\d{2})(\\d{2})","$1 $2 $3 $4",["[58]"],"0$1"]],"0",0,0,0,0,0,[["(?:(?:2(?:62|77)0|3444)\\d|4[56]440)\\d{3}|(?:34|4[357])700\\d{3}|(?:2(?:[0-3]\\d|5[0-578]|6[01]|82)|3(?:1[3-68]|[23][2-68]|4[23568])|4(?:[23][2-68]|4[3-68]|5[2568]|6[25-8]|7[24-68]|8[4-68]))\\d{5}"],["7(?:3555|(?:474|9[019]7)7)\\d{3}|7(?:[0-25-8]\\d\\d|3(?:[1-478]\\d|6[01])|4(?:2\\d|60|7[01578])|9(?:[2-4]\\d|5[01]|7[015]))\\d{4}"],["800\\d{5}"],["5\\d{7}"],0,0,0,0,0,["8(?:0[1-9]|[1-9]\\d)\\d{5}"]]],ML:["223","00","[24-9]\\d{7}",[8],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[24-9]"]]],0,0,0,0,0,0,[["2(?:07[0-8]|12[67])\\d{4}|(?:2(?:02|1[4-689])|4(?:0[0-4]|4[1-69]))\\d{5}"],["2(?:0(?:01|79)|17\\d)\\d{4}|(?:5[0-3]|[679]\\d|8[2-59])\\d{6}"],["80\\d{6}"]]],MM:["95","00","1\\d{5,7}|95\\d{6}|(?:[4-7]|9[0-46-9])\\d{6,8}|(?:2|8\\d)\\d{5,8}",[6,7,8,9,10],[["(\\d)(\\d{2})(\\d{3})","$1 $2 $3",["16|2"],"0$1"],["(\\d{2})(\\d{2})(\\d{3})","$1 $2 $3",["4(?:[2-46]|5[3-5])|5|6(?:[1-689]|7[235-7])|7(?:[0-4]|5[2-7])|8[1-5]|(?:60|86)[23]"],"0$1"],["(\\d)(\\d{3})(\\d{3,4})","$1 $2 $3",["[12]|452|678|86","[12]|452|6788|86"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["[4-7]|8[1-35]"],"0$1"],["(\\d)(\\d{3})(\\d{4,6})","$1 $2 $3",["9(?:2[0-4]|[35-9]|4[137-9])"],"0$1"],["(\\d)(\\d{4})(\\d{4})","$1 $2 $3",["2"],"0$1"],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["8"],"0$1"],["(\\d)(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3 $4",["92"],"0$1"],["(\\d)(\\d{5})(\\d{4})","$1 $2 $3",["9"],"0$1"]],"0",0,0,0,0,0,[["(?:1(?:(?:12|[28]\\d|3[56]|7[3-6]|9[0-6])\\d|4(?:2[29]|7[0-2]|83)|6)|2(?:2(?:00|8[34])|4(?:0\\d|22|7[0-2]|83)|51\\d\\d)|4(?:2(?:2\\d\\d|48[013])|3(?:20\\d|4(?:70|83)|56)|420\\d|5(?:2\\d|470))|6(?:0(?:[23]|88\\d)|(?:124|[56]2\\d)\\d|2472|3(?:20\\d|470)|4(?:2[04]\\d|472)|7(?:3\\d\\d|4[67]0|8(?:[01459]\\d|8))))\\d{4}|5(?:2(?:2\\d{5,6}|47[02]\\d{4})|(?:3472|4(?:2(?:1|86)|470)|522\\d|6(?:20\\d|483)|7(?:20\\d|48[01])|8(?:20\\d|47[02])|9(?:20\\d|470))\\d{4})|7(?:(?:0470|4(?:25\\d|470)|5(?:202|470|96\\d))\\d{4}|1(?:20\\d{4,5}|4(?:70|83)\\d{4}))|8(?:1(?:2\\d{5,6}|4(?:10|7[01]\\d)\\d{3})|2(?:2\\d{5,6}|(?:320|490\\d)\\d{3})|(?:3(?:2\\d\\d|470)|4[24-7]|5(?:(?:2\\d|51)\\d|4(?:[1-35-9]\\d|4[0-57-9]))|6[23])\\d{4})|(?:1[2-6]\\d|4(?:2[24-8]|3[2-7]|[46][2-6]|5[3-5])|5(?:[27][2-8]|3[2-68]|4[24-8]|5[23]|6[2-4]|8[24-7]|9[2-7])|6(?:[19]20|42[03-6]|(?:52|7[45])\\d)|7(?:[04][24-8]|[15][2-7]|22|3[2-4])|8(?:1[2-689]|2[2-8]|(?:[35]2|64)\\d))\\d{4}|25\\d{5,6}|(?:2[2-9]|6(?:1[2356]|[24][2-6]|3[24-6]|5[2-4]|6[2-8]|7[235-7]|8[245]|9[24])|8(?:3[24]|5[245]))\\d{4}",[6,7,8,9]],["(?:17[01]|9(?:2(?:[0-4]|[56]\\d\\d)|(?:3(?:[0-36]|4\\d)|(?:6\\d|8[89]|9[4-8])\\d|7(?:3|40|[5-9]\\d))\\d|4(?:(?:[0245]\\d|[1379])\\d|88)|5[0-6])\\d)\\d{4}|9[69]1\\d{6}|9(?:[68]\\d|9[089])\\d{5}",[7,8,9,10]],["80080(?:0[1-9]|2\\d)\\d{3}",[10]],0,0,0,0,0,["1333\\d{4}",[8]]]],MN:["976","001","[12]\\d{7,9}|[5-9]\\d{7}",[8,9,10],[["(\\d{2})(\\d{2})(\\d{4})","$1 $2 $3",["11|2[16]"],"0$1"],["(\\d{4})(\\d{4})","$1 $2",["[5-9]"]],["(\\d{3})(\\d{5,6})","$1 $2",["[12]2[1-3]"],"0$1"],["(\\d{4})(\\d{5,6})","$1 $2",["[12](?:27|3[2-8]|4[2-68]|5[1-4689])","[12](?:27|3[2-8]|4[2-68]|5[1-4689])[0-3]"],"0$1"],["(\\d{5})(\\d{4,5})","$1 $2",["[12]"],"0$1"]],"0",0,0,0,0,0,[["[12](?:2[1-3]|(?:3[2-8]|4[2-68]|5[1-4689])\\d)\\d{5,6}|7(?:0(?:[0-5]\\d|7[078]|80)|128)\\d{4}|[12]27\\d{6}|(?:11|2[16]|5[368])\\d{6}"],["(?:87[01]|92[0139])\\d{5}|(?:5[05]|6[069]|7[28]|8[0135689]|9[013-9])\\d{6}",[8]],0,0,0,0,0,0,["712[0-79]\\d{4}|7(?:1[013-9]|[5-79]\\d)\\d{5}",[8]]]],MO:["853","00","0800\\d{3}|(?:28|[68]\\d)\\d{6}",[7,8],[["(\\d{4})(\\d{3})","$1 $2",["0"]],["(\\d{4})(\\d{4})","$1 $2",["[268]"]]],0,0,0,0,0,0,[["(?:28[2-9]|8(?:11|[2-57-9]\\d))\\d{5}",[8]],["6800[0-79]\\d{3}|6(?:[235]\\d\\d|6(?:0[0-5]|[1-9]\\d)|8(?:0[1-9]|[14-8]\\d|2[5-9]|[39][0-4]))\\d{4}",[8]],["0800\\d{3}",[7]]]],MP:["1","011","[58]\\d{9}|(?:67|90)0\\d{7}",[10],0,"1",0,"([2-9]\\d{6})$|1","670$1",0,"670",[["670(?:2(?:3[3-7]|56|8[4-8])|32[1-38]|4(?:33|8[348])|5(?:32|55|88)|6(?:64|70|82)|78[3589]|8[3-9]8|989)\\d{4}"],[""],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],MQ:["596","00","7091\\d{5}|(?:[56]9|[89]\\d)\\d{7}",[9],[["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[5-79]|8(?:0[6-9]|[36])"],"0$1"],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["8"],"0$1"]],"0",0,0,0,0,0,[["(?:59(?:6(?:[03-7]\\d|1[05]|2[7-9]|8[0-39]|9[04-9])|89\\d)|80[6-9]\\d\\d|9(?:477[6-9]|767[4589]))\\d{4}"],["(?:69[67]\\d\\d|7091[0-3])\\d{4}"],["80[0-5]\\d{6}"],["8[129]\\d{7}"],0,0,0,0,["9(?:397[0-3]|477[0-5]|76(?:6\\d|7[0-367]))\\d{4}"]]],MR:["222","00","(?:[2-4]\\d\\d|800)\\d{5}",[8],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[2-48]"]]],0,0,0,0,0,0,[["(?:25[08]|35\\d|45[1-7])\\d{5}"],["[2-4][0-46-9]\\d{6}"],["800\\d{5}"]]],MS:["1","011","(?:[58]\\d\\d|664|900)\\d{7}",[10],0,"1",0,"([34]\\d{6})$|1","664$1",0,"664",[["6644(?:1[0-3]|91)\\d{4}"],["664(?:3(?:49|9[1-6])|49[2-6])\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],MT:["356","00","3550\\d{4}|(?:[2579]\\d\\d|800)\\d{5}",[8],[["(\\d{4})(\\d{4})","$1 $2",["[2357-9]"]]],0,0,0,0,0,0,[["20(?:3[1-4]|6[059])\\d{4}|2(?:0[19]|[1-357]\\d|60)\\d{5}"],["(?:7(?:210|[79]\\d\\d)|9(?:[29]\\d\\d|69[67]|8(?:1[1-3]|89|97)))\\d{4}"],["800(?:02|[3467]\\d)\\d{3}"],["5(?:0(?:0(?:37|43)|(?:6\\d|70|9[0168])\\d)|[12]\\d0[1-5])\\d{3}"],0,0,["501\\d{5}"],["7117\\d{4}"],["3550\\d{4}"]]],MU:["230","0(?:0|[24-7]0|3[03])","(?:[57]|8\\d\\d)\\d{7}|[2-468]\\d{6}",[7,8,10],[["(\\d{3})(\\d{4})","$1 $2",["[2-46]|8[013]"]],["(\\d{4})(\\d{4})","$1 $2",["[57]"]],["(\\d{5})(\\d{5})","$1 $2",["8"]]],0,0,0,0,0,0,[["(?:2(?:[0346-8]\\d|1[0-8])|4(?:[013568]\\d|2[0-24-8]|71|90)|54(?:[3-5]\\d|71)|6\\d\\d|8(?:14|3[129]))\\d{4}",[7,8]],["5(?:4(?:2[1-389]|7[1-9])|87[15-8])\\d{4}|(?:5(?:2[5-9]|4[3-689]|[57]\\d|8[0-689]|9[0-8])|7(?:0[0-7]|3[013]))\\d{5}",[8]],["802\\d{7}|80[0-2]\\d{4}",[7,10]],["30\\d{5}",[7]],0,0,0,["219\\d{4}",[7]],["3(?:20|9\\d)\\d{4}",[7]]],"020"],MV:["960","0(?:0|19)","(?:800|9[0-57-9]\\d)\\d{7}|[34679]\\d{6}",[7,10],[["(\\d{3})(\\d{4})","$1-$2",["[34679]"]],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["[89]"]]],0,0,0,0,0,0,[["(?:3(?:0[0-4]|3[0-59])|6(?:[58][024689]|6[024-68]|7[02468]))\\d{4}",[7]],["(?:46[46]|[79]\\d\\d)\\d{4}",[7]],["800\\d{7}",[10]],["900\\d{7}",[10]],0,0,["4(?:0[01]|50)\\d{4}",[7]]],"00"],MW:["265","00","(?:[1289]\\d|31|77)\\d{7}|1\\d{6}",[7,9],[["(\\d)(\\d{3})(\\d{3})","$1 $2 $3",["1[2-9]"],"0$1"],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[1-37-9]"],"0$1"]],"0",0,0,0,0,0,[["1[2-9]\\d{5}",[7]],["111\\d{6}|(?:2[12]|31|77|[89][89])\\d{7}",[9]]]],MX:["52","0[09]","[2-9]\\d{9}",[10],[["(\\d{2})(\\d{4})(\\d{4})","$1 $2 $3",["33|5[56]|81"]],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["[2-9]"]]],0,0,0,0,0,0,[["(?:2(?:0[01]|2\\d|3[1-35-8]|4[13-9]|7[1-689]|8[1-578]|9[467])|3(?:1[1-79]|[2458][1-9]|3\\d|7[1-8]|9[1-5])|4(?:1[1-57-9]|[267][1-9]|3[1-8]|[45]\\d|8[1-35-9]|9[2-689])|5(?:[56]\\d|88|9[1-79])|6(?:1[2-68]|[2-4][1-9]|5[1-36-9]|6[0-57-9]|7[1-7]|8[67]|9[4-8])|7(?:[1346][1-9]|[27]\\d|5[13-9]|8[1-69]|9[17])|8(?:1\\d|2[13-689]|3[1-6]|4[124-6]|6[1246-9]|7[0-378]|9[12479])|9(?:1[346-9]|2[1-4]|3[2-46-8]|5[1348]|[69]\\d|7[12]|8[1-8]))\\d{7}"],["(?:2(?:2\\d|3[1-35-8]|4[13-9]|7[1-689]|8[1-578]|9[467])|3(?:1[1-79]|[2458][1-9]|3\\d|7[1-8]|9[1-5])|4(?:1[1-57-9]|[267][1-9]|3[1-8]|[45]\\d|8[1-35-9]|9[2-689])|5(?:[56]\\d|88|9[1-79])|6(?:1[2-68]|[2-4][1-9]|5[1-36-9]|6[0-57-9]|7[1-7]|8[67]|9[4-8])|7(?:[1346][1-9]|[27]\\d|5[13-9]|8[1-69]|9[17])|8(?:1\\d|2[13-689]|3[1-6]|4[124-6]|6[1246-9]|7[0-378]|9[12479])|9(?:1[346-9]|2[1-4]|3[2-46-8]|5[1348]|[69]\\d|7[12]|8[1-8]))\\d{7}"],["8(?:00|88)\\d{7}"],["900\\d{7}"],["500\\d{7}"],0,0,0,0,["300\\d{7}"]],"00"],MY:["60","00","1\\d{8,9}|(?:3\\d|[4-9])\\d{7}",[8,9,10],[["(\\d)(\\d{3})(\\d{4})","$1-$2 $3",["[4-79]"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,4})","$1-$2 $3",["1(?:[02469]|[378][1-9]|53)|8","1(?:[02469]|[37][1-9]|53|8(?:[1-46-9]|5[7-9]))|8"],"0$1"],["(\\d)(\\d{4})(\\d{4})","$1-$2 $3",["3"],"0$1"],["(\\d)(\\d{3})(\\d{2})(\\d{4})","$1-$2-$3-$4",["1(?:[367]|80)"]],["(\\d{3})(\\d{3})(\\d{4})","$1-$2 $3",["15"],"0$1"],["(\\d{2})(\\d{4})(\\d{4})","$1-$2 $3",["1"],"0$1"]],"0",0,0,0,0,0,[["427[01]\\d{4}|(?:3(?:2[0-36-9]|3[0-368]|4[0-278]|5[0-24-8]|6[0-467]|7[1246-9]|8\\d|9[0-57])\\d|4(?:2[0-689]|[3-79]\\d|8[1-35689])|5(?:2[0-589]|[3468]\\d|5[0-489]|7[1-9]|9[23])|6(?:2[2-9]|3[1357-9]|[46]\\d|5[0-6]|7[0-35-9]|85|9[015-8])|7(?:[2579]\\d|3[03-68]|4[0-8]|6[5-9]|8[0-35-9])|8(?:[24][2-8]|3[2-5]|5[2-7]|6[2-589]|7[2-578]|[89][2-9])|9(?:0[57]|13|[25-7]\\d|[3489][0-8]))\\d{5}",[8,9]],["1(?:(?:1888[689]|4400|8(?:47|8[27])[0-4])\\d{4}|9\\d{7,8})|1(?:0(?:[23568]\\d|4[0-6]|7[016-9]|9[0-8])|1(?:[1-5]\\d\\d|6(?:0[5-9]|[1-9]\\d)|7(?:[0-4]\\d|5[0-79]|6[02-4]|8[02-5]))|(?:[26]\\d|[37][1-9]|4[235-9])\\d|5(?:31|9\\d\\d)|8(?:1[23]|[236]\\d|4[06]|5(?:46|[7-9])|7[016-9]|8[01]|9[0-8]))\\d{5}",[9,10]],["1[378]00\\d{6}",[10]],["1600\\d{6}",[10]],0,0,0,0,["15(?:4(?:6[0-4]\\d|8(?:0[125]|[17]\\d|21|3[01]|4[01589]|5[014]|6[02]))|6(?:32[0-6]|78\\d))\\d{4}",[10]]]],MZ:["258","00","(?:2|8\\d)\\d{7}",[8,9],[["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["2|8[2-9]"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["8"]]],0,0,0,0,0,0,[["2(?:[1346]\\d|5[0-2]|[78][12]|93)\\d{5}",[8]],["8[2-9]\\d{7}",[9]],["800\\d{6}",[9]]]],NA:["264","00","[68]\\d{7,8}",[8,9],[["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["88"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["6"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["87"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["8"],"0$1"]],"0",0,0,0,0,0,[["64426\\d{3}|6(?:1(?:2[2-7]|3[01378]|4[0-4])|254|32[0237]|4(?:27|41|5[25])|52[236-8]|626|7(?:2[2-4]|30))\\d{4,5}|6(?:1(?:(?:0\\d|2[0189]|3[24-69]|4[5-9])\\d|17|69|7[014])|2(?:17|5[0-36-8]|69|70)|3(?:17|2[14-689]|34|6[289]|7[01]|81)|4(?:17|2[0-2]|4[06]|5[0137]|69|7[01])|5(?:17|2[0459]|69|7[01])|6(?:17|25|38|42|69|7[01])|7(?:17|2[569]|3[13]|6[89]|7[01]))\\d{4}"],["(?:60|8[1245])\\d{7}",[9]],["80\\d{7}",[9]],["8701\\d{5}",[9]],0,0,0,0,["8(?:3\\d\\d|86)\\d{5}"]]],NC:["687","00","(?:050|[2-57-9]\\d\\d)\\d{3}",[6],[["(\\d{2})(\\d{2})(\\d{2})","$1.$2.$3",["[02-57-9]"]]],0,0,0,0,0,0,[["(?:2[03-9]|3[0-5]|4[1-7]|88)\\d{4}"],["(?:[579]\\d|8[0-79])\\d{4}"],["050\\d{3}"],["36\\d{4}"]]],NE:["227","00","[027-9]\\d{7}",[8],[["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["08"]],["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[089]|2[013]|7[0467]"]]],0,0,0,0,0,0,[["2(?:0(?:20|3[1-8]|4[13-5]|5[14]|6[14578]|7[1-578])|1(?:4[145]|5[14]|6[14-68]|7[169]|88))\\d{4}"],["(?:23|7[0467]|[89]\\d)\\d{6}"],["08\\d{6}"],["09\\d{6}"]]],NF:["672","00","[13]\\d{5}",[6],[["(\\d{2})(\\d{4})","$1 $2",["1[0-3]"]],["(\\d)(\\d{5})","$1 $2",["[13]"]]],0,0,"([0-258]\\d{4})$","3$1",0,0,[["(?:1(?:06|17|28|39)|3[0-2]\\d)\\d{3}"],["(?:14|3[58])\\d{4}"]]],NG:["234","009","(?:20|9\\d)\\d{8}|[78]\\d{9,13}",[10,11,12,13,14],[["(\\d{3})(\\d{3})(\\d{3,4})","$1 $2 $3",["[7-9]"],"0$1"],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["20[129]"],"0$1"],["(\\d{4})(\\d{2})(\\d{4})","$1 $2 $3",["2"],"0$1"],["(\\d{3})(\\d{4})(\\d{4,5})","$1 $2 $3",["[78]"],"0$1"],["(\\d{3})(\\d{5})(\\d{5,6})","$1 $2 $3",["[78]"],"0$1"]],"0",0,0,0,0,0,[["20(?:[1259]\\d|3[013-9]|4[1-8]|6[024-689]|7[1-79]|8[2-9])\\d{6}",[10]],["(?:702[0-24-9]|819[01])\\d{6}|(?:7(?:0[13-9]|[12]\\d)|8(?:0[1-9]|1[0-8])|9(?:0[1-9]|1[0-6]))\\d{7}",[10]],["800\\d{7,11}"],0,0,0,["700\\d{7,11}"]]],NI:["505","00","(?:1800|[25-8]\\d{3})\\d{4}",[8],[["(\\d{4})(\\d{4})","$1 $2",["[125-8]"]]],0,0,0,0,0,0,[["2\\d{7}"],["(?:5(?:5[0-7]|[78]\\d)|6(?:20|3[035]|4[045]|5[05]|77|8[1-9]|9[059])|(?:7[5-8]|8\\d)\\d)\\d{5}"],["1800\\d{4}"]]],NL:["31","00","(?:[124-7]\\d\\d|3(?:[02-9]\\d|1[0-8]))\\d{6}|8\\d{6,9}|9\\d{6,10}|1\\d{4,5}",[5,6,7,8,9,10,11],[["(\\d{3})(\\d{4,7})","$1 $2",["[89]0"],"0$1"],["(\\d{2})(\\d{7})","$1 $2",["66"],"0$1"],["(\\d)(\\d{8})","$1 $2",["6"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["1[16-8]|2[259]|3[124]|4[17-9]|5[124679]"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[1-578]|91"],"0$1"],["(\\d{3})(\\d{3})(\\d{5})","$1 $2 $3",["9"],"0$1"]],"0",0,0,0,0,0,[["(?:1(?:[035]\\d|1[13-578]|6[124-8]|7[24]|8[0-467])|2(?:[0346]\\d|2[2-46-9]|5[125]|9[479])|3(?:[03568]\\d|1[3-8]|2[01]|4[1-8])|4(?:[0356]\\d|1[1-368]|7[58]|8[15-8]|9[23579])|5(?:[0358]\\d|[19][1-9]|2[1-57-9]|4[13-8]|6[126]|7[0-3578])|7\\d\\d)\\d{6}",[9]],["(?:6[1-58]|970\\d)\\d{7}",[9,11]],["800\\d{4,7}",[7,8,9,10]],["90[069]\\d{4,7}",[7,8,9,10]],0,0,["140(?:1[035]|2[0346]|3[03568]|4[0356]|5[0358]|8[458])|(?:140(?:1[16-8]|2[259]|3[124]|4[17-9]|5[124679]|7)|8[478]\\d{6})\\d",[5,6,9]],["66\\d{7}",[9]],["(?:85|91)\\d{7}",[9]]]],NO:["47","00","(?:0|[2-9]\\d{3})\\d{4}",[5,8],[["(\\d{3})(\\d{2})(\\d{3})","$1 $2 $3",["8"]],["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[2-79]"]]],0,0,0,0,0,"[02-689]|7[0-8]",[["(?:2[1-4]|3[1-3578]|5[1-35-7]|6[1-46-9]|7[0-8])\\d{6}",[8]],["45(?:[0-24-9]\\d|3[0-57-9])\\d{4}|(?:4[016-8]|9\\d)\\d{6}",[8]],["80[01]\\d{5}",[8]],["82[09]\\d{5}",[8]],["880\\d{5}",[8]],["81[23]\\d{5}",[8]],["(?:0[235-9]|81(?:0(?:0[7-9]|1\\d)|5\\d\\d))\\d{3}"],0,["85[0-5]\\d{5}",[8]],["810(?:0[0-6]|[2-8]\\d)\\d{3}",[8]]]],NP:["977","00","(?:1\\d|9)\\d{9}|[1-9]\\d{7}",[8,10,11],[["(\\d)(\\d{7})","$1-$2",["1[2-6]"],"0$1"],["(\\d{2})(\\d{6})","$1-$2",["1[01]|[2-8]|9(?:[1-59]|[67][2-6])"],"0$1"],["(\\d{3})(\\d{7})","$1-$2",["9"]]],"0",0,0,0,0,0,[["(?:1[0-6]\\d|99[02-6])\\d{5}|(?:2[13-79]|3[135-8]|4[146-9]|5[135-7]|6[13-9]|7[15-9]|8[1-46-9]|9[1-7])[2-6]\\d{5}",[8]],["9(?:00|6[0-3]|7[0-24-6]|8[0-24-68])\\d{7}",[10]],["1(?:66001|800\\d\\d)\\d{5}",[11]]]],NR:["674","00","(?:222|444|(?:55|8\\d)\\d|666|777|999)\\d{4}",[7],[["(\\d{3})(\\d{4})","$1 $2",["[24-9]"]]],0,0,0,0,0,0,[["444\\d{4}"],["(?:222|55[3-9]|666|777|8\\d\\d|999)\\d{4}"]]],NU:["683","00","(?:[4-7]|888\\d)\\d{3}",[4,7],[["(\\d{3})(\\d{4})","$1 $2",["8"]]],0,0,0,0,0,0,[["[47]\\d{3}",[4]],["(?:[56]|888[1-9])\\d{3}"]]],NZ:["64","0(?:0|161)","[1289]\\d{9}|50\\d{5}(?:\\d{2,3})?|[27-9]\\d{7,8}|(?:[34]\\d|6[0-35-9])\\d{6}|8\\d{4,6}",[5,6,7,8,9,10],[["(\\d{2})(\\d{3,8})","$1 $2",["8[1-79]"],"0$1"],["(\\d{3})(\\d{2})(\\d{2,3})","$1 $2 $3",["50[036-8]|8|90","50(?:[0367]|88)|8|90"],"0$1"],["(\\d)(\\d{3})(\\d{4})","$1 $2 $3",["24|[346]|7[2-57-9]|9[2-9]"],"0$1"],["(\\d{3})(\\d{3})(\\d{3,4})","$1 $2 $3",["2(?:10|74)|[589]"],"0$1"],["(\\d{2})(\\d{3,4})(\\d{4})","$1 $2 $3",["1|2[028]"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,5})","$1 $2 $3",["2(?:[169]|7[0-35-9])|7"],"0$1"]],"0",0,0,0,0,0,[["240\\d{5}|(?:3[2-79]|[49][2-9]|6[235-9]|7[2-57-9])\\d{6}",[8]],["2(?:[0-27-9]\\d|6)\\d{6,7}|2(?:1\\d|75)\\d{5}",[8,9,10]],["508\\d{6,7}|80\\d{6,8}",[8,9,10]],["(?:1[13-57-9]\\d{5}|50(?:0[08]|30|66|77|88))\\d{3}|90\\d{6,8}",[7,8,9,10]],["70\\d{7}",[9]],0,["8(?:1[16-9]|22|3\\d|4[045]|5[459]|6[235-9]|7[0-3579]|90)\\d{2,7}"]],"00"],OM:["968","00","(?:1505|[279]\\d{3}|500)\\d{4}|800\\d{5,6}",[7,8,9],[["(\\d{3})(\\d{4,6})","$1 $2",["[58]"]],["(\\d{2})(\\d{6})","$1 $2",["2"]],["(\\d{4})(\\d{4})","$1 $2",["[179]"]]],0,0,0,0,0,0,[["2[1-6]\\d{6}",[8]],["(?:1505|90[1-9]\\d)\\d{4}|(?:7[124-9]|9[1-9])\\d{6}",[8]],["8007\\d{4,5}|(?:500|800[05])\\d{4}"],["900\\d{5}",[8]]]],PA:["507","00","(?:00800|8\\d{3})\\d{6}|[68]\\d{7}|[1-57-9]\\d{6}",[7,8,10,11],[["(\\d{3})(\\d{4})","$1-$2",["[1-57-9]"]],["(\\d{4})(\\d{4})","$1-$2",["[68]"]],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["8"]]],0,0,0,0,0,0,[["(?:1(?:0\\d|1[0479]|2[37]|3[0137]|4[147]|5[05]|6[058]|7[0167]|8[2358]|9[1389])|2(?:[0235-79]\\d|1[0-7]|4[013-9]|8[02-9])|3(?:[0147-9]\\d|[25][0-5]|33|6[068])|4(?:00|3[0-579]|4\\d|7[0-57-9])|5(?:[01]\\d|2[0-7]|[56]0|79)|7(?:0[09]|2[0-26-8]|3[03]|4[04]|5[05-9]|6[0156]|7[0-24-9]|8[4-9]|90)|8(?:09|2[89]|3\\d|4[0-24-689]|5[014]|8[02])|9(?:0[5-9]|1[0-35-8]|2[036-9]|3[35-79]|40|5[0457-9]|6[05-9]|7[04-9]|8[235-8]|9\\d))\\d{4}",[7]],["(?:1[16]1|21[89]|6\\d{3}|8(?:1[01]|7[23]))\\d{4}",[7,8]],["800\\d{4,5}|(?:00800|800\\d)\\d{6}"],["(?:8(?:22|55|60|7[78]|86)|9(?:00|81))\\d{4}",[7]]]],PE:["51","00|19(?:1[124]|77|90)00","(?:[14-8]|9\\d)\\d{7}",[8,9],[["(\\d{3})(\\d{5})","$1 $2",["80"],"(0$1)"],["(\\d)(\\d{7})","$1 $2",["1"],"(0$1)"],["(\\d{2})(\\d{6})","$1 $2",["[4-8]"],"(0$1)"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["9"]]],"0",0,0,0,0,0,[["(?:(?:19[02-68]|(?:4[34]|5[14])[0-8]|687)\\d|7(?:173|(?:3[0-8]|55)\\d)|8(?:10[05689]|6(?:0[06-9]|1[6-9]|29)|7(?:0[0569]|[56]0)))\\d{4}|(?:1[0-8]|4[12]|5[236]|6[1-7]|7[246]|8[2-4])\\d{6}",[8]],["9\\d{8}",[9]],["800\\d{5}",[8]],["805\\d{5}",[8]],["80[24]\\d{5}",[8]],0,0,0,0,["801\\d{5}",[8]]],"00"," Anexo "],PF:["689","00","4\\d{5}(?:\\d{2})?|8\\d{7,8}",[6,8,9],[["(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3",["44"]],["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["4|8[7-9]"]],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["8"]]],0,0,0,0,0,0,[["4(?:0[4-689]|9[4-68])\\d{5}",[8]],["8[7-9]\\d{6}",[8]],["80[0-5]\\d{6}",[9]],0,0,0,["44\\d{4}",[6]],0,["499\\d{5}",[8]]]],PG:["675","00|140[1-3]","(?:180|[78]\\d{3})\\d{4}|(?:[2-589]\\d|64)\\d{5}",[7,8],[["(\\d{3})(\\d{4})","$1 $2",["18|[2-69]|85[02-46-9]"]],["(\\d{4})(\\d{4})","$1 $2",["[78]"]]],0,0,0,0,0,0,[["(?:(?:3[0-2]|4[257]|5[34]|9[78])\\d|64[1-9]|85[02-46-9])\\d{4}",[7]],["(?:7\\d|8[1-58])\\d{6}",[8]],["180\\d{4}",[7]],0,0,0,0,["27[01]\\d{4}",[7]],["2(?:0[0-7]|7[568])\\d{4}",[7]]],"00"],PH:["63","00","(?:[2-7]|9\\d)\\d{8}|2\\d{5}|(?:1800|8)\\d{7,9}",[6,8,9,10,11,12,13],[["(\\d)(\\d{5})","$1 $2",["2"],"(0$1)"],["(\\d{4})(\\d{4,6})","$1 $2",["3(?:23|39|46)|4(?:2[3-6]|[35]9|4[26]|76)|544|88[245]|(?:52|64|86)2","3(?:230|397|461)|4(?:2(?:35|[46]4|51)|396|4(?:22|63)|59[347]|76[15])|5(?:221|446)|642[23]|8(?:622|8(?:[24]2|5[13]))"],"(0$1)"],["(\\d{5})(\\d{4})","$1 $2",["346|4(?:27|9[35])|883","3469|4(?:279|9(?:30|56))|8834"],"(0$1)"],["(\\d)(\\d{4})(\\d{4})","$1 $2 $3",["2"],"(0$1)"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[3-7]|8[2-8]"],"(0$1)"],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["[89]"],"0$1"],["(\\d{4})(\\d{3})(\\d{4})","$1 $2 $3",["1"]],["(\\d{4})(\\d{1,2})(\\d{3})(\\d{4})","$1 $2 $3 $4",["1"]]],"0",0,0,0,0,0,[["(?:(?:2[3-8]|3[2-68]|4[2-9]|5[2-6]|6[2-58]|7[24578])\\d{3}|88(?:22\\d\\d|42))\\d{4}|(?:2|8[2-8]\\d\\d)\\d{5}",[6,8,9,10]],["(?:8(?:1[37]|9[5-8])|9(?:0[5-9]|1[0-24-9]|[235-7]\\d|4[2-9]|8[135-9]|9[1-9]))\\d{7}",[10]],["1800\\d{7,9}",[11,12,13]]]],PK:["92","00","122\\d{6}|[24-8]\\d{10,11}|9(?:[013-9]\\d{8,10}|2(?:[01]\\d\\d|2(?:[06-8]\\d|1[01]))\\d{7})|(?:[2-8]\\d{3}|92(?:[0-7]\\d|8[1-9]))\\d{6}|[24-9]\\d{8}|[89]\\d{7}",[8,9,10,11,12],[["(\\d{3})(\\d{3})(\\d{2,7})","$1 $2 $3",["[89]0"],"0$1"],["(\\d{4})(\\d{5})","$1 $2",["1"]],["(\\d{3})(\\d{6,7})","$1 $2",["2(?:3[2358]|4[2-4]|9[2-8])|45[3479]|54[2-467]|60[468]|72[236]|8(?:2[2-689]|3[23578]|4[3478]|5[2356])|9(?:2[2-8]|3[27-9]|4[2-6]|6[3569]|9[25-8])","9(?:2[3-8]|98)|(?:2(?:3[2358]|4[2-4]|9[2-8])|45[3479]|54[2-467]|60[468]|72[236]|8(?:2[2-689]|3[23578]|4[3478]|5[2356])|9(?:22|3[27-9]|4[2-6]|6[3569]|9[25-7]))[2-9]"],"(0$1)"],["(\\d{2})(\\d{7,8})","$1 $2",["(?:2[125]|4[0-246-9]|5[1-35-7]|6[1-8]|7[14]|8[16]|91)[2-9]"],"(0$1)"],["(\\d{5})(\\d{5})","$1 $2",["58"],"(0$1)"],["(\\d{3})(\\d{7})","$1 $2",["3"],"0$1"],["(\\d{2})(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3 $4",["2[125]|4[0-246-9]|5[1-35-7]|6[1-8]|7[14]|8[16]|91"],"(0$1)"],["(\\d{3})(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3 $4",["[24-9]"],"(0$1)"]],"0",0,0,0,0,0,[["(?:(?:21|42)[2-9]|58[126])\\d{7}|(?:2[25]|4[0146-9]|5[1-35-7]|6[1-8]|7[14]|8[16]|91)[2-9]\\d{6,7}|(?:2(?:3[2358]|4[2-4]|9[2-8])|45[3479]|54[2-467]|60[468]|72[236]|8(?:2[2-689]|3[23578]|4[3478]|5[2356])|9(?:2[2-8]|3[27-9]|4[2-6]|6[3569]|9[25-8]))[2-9]\\d{5,6}",[9,10]],["3(?:[0-247]\\d|3[0-79]|55|64)\\d{7}",[10]],["800\\d{5}(?:\\d{3})?",[8,11]],["900\\d{5}",[8]],["122\\d{6}",[9]],0,["(?:2(?:[125]|3[2358]|4[2-4]|9[2-8])|4(?:[0-246-9]|5[3479])|5(?:[1-35-7]|4[2-467])|6(?:0[468]|[1-8])|7(?:[14]|2[236])|8(?:[16]|2[2-689]|3[23578]|4[3478]|5[2356])|9(?:1|22|3[27-9]|4[2-6]|6[3569]|9[2-7]))111\\d{6}",[11,12]]]],PL:["48","00","(?:6|8\\d\\d)\\d{7}|[1-9]\\d{6}(?:\\d{2})?|[26]\\d{5}",[6,7,8,9,10],[["(\\d{5})","$1",["19"]],["(\\d{3})(\\d{3})","$1 $2",["11|20|64"]],["(\\d{2})(\\d{2})(\\d{3})","$1 $2 $3",["30|(?:1[2-8]|2[2-69]|3[2-4]|4[1-468]|5[24-689]|6[1-3578]|7[14-7]|8[1-79]|9[145])1","30|(?:1[2-8]|2[2-69]|3[2-4]|4[1-468]|5[24-689]|6[1-3578]|7[14-7]|8[1-79]|9[145])19"]],["(\\d{3})(\\d{2})(\\d{2,3})","$1 $2 $3",["64"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["21|39|45|5[0137]|6[0469]|7[02389]|8(?:0[14]|8)"]],["(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["1[2-8]|[2-7]|8[1-79]|9[145]"]],["(\\d{3})(\\d{3})(\\d{3,4})","$1 $2 $3",["8"]]],0,0,0,0,0,0,[["(?:30|47\\d\\d)\\d{5}|(?:1[2-8]|2[2-69]|3[2-4]|4[1-468]|5[24-689]|6[1-3578]|7[14-7]|8[1-79]|9[145])(?:[02-9]\\d{6}|1(?:[0-8]\\d{5}|9\\d{3}(?:\\d{2})?))",[7,9]],["21(?:1[013-5]|2\\d|3[1-9])\\d{5}|(?:45|5[0137]|6[069]|7[2389]|88)\\d{7}",[9]],["800\\d{6,7}",[9,10]],["70[01346-8]\\d{6}",[9]],0,0,["804\\d{6}",[9]],["64\\d{4,7}",[6,7,8,9]],["39\\d{7}",[9]],["801\\d{6}",[9]]]],PM:["508","00","[78]\\d{8}|[2-9]\\d{5}",[6,9],[["(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3",["[2-9]"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["7"]],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["8"],"0$1"]],"0",0,0,0,0,0,[["80[6-9]\\d{6}|(?:[236-9]\\d|4[1-35-9]|5[0-47-9])\\d{4}"],["708(?:4[0-5]|5[0-6])\\d{4}|(?:[236-9]\\d|4[02-489]|5[02-9])\\d{4}"],["80[0-5]\\d{6}",[9]],["8[129]\\d{7}",[9]]]],PR:["1","011","(?:[589]\\d\\d|787)\\d{7}",[10],0,"1",0,0,0,0,"787|939",[["(?:787|939)[2-9]\\d{6}"],[""],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],PS:["970","00","[2489]2\\d{6}|(?:1\\d|5)\\d{8}",[8,9,10],[["(\\d)(\\d{3})(\\d{4})","$1 $2 $3",["[2489]"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["5"],"0$1"],["(\\d{4})(\\d{3})(\\d{3})","$1 $2 $3",["1"]]],"0",0,0,0,0,0,[["(?:22[2-47-9]|42[45]|82[014-68]|92[3569])\\d{5}",[8]],["5[69]\\d{7}",[9]],["1800\\d{6}",[10]],0,0,0,0,0,0,["1700\\d{6}",[10]]]],PT:["351","00","1693\\d{5}|(?:[26-9]\\d|30)\\d{7}",[9],[["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["2[12]"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["16|[236-9]"]]],0,0,0,0,0,0,[["2(?:[12]\\d|3[1-689]|4[1-59]|[57][1-9]|6[1-35689]|8[1-69]|9[1256])\\d{6}"],["6(?:[06]92(?:30|9\\d)|[35]92(?:[049]\\d|3[034]))\\d{3}|(?:(?:16|6[0356])93|9(?:[1-36]\\d\\d|480))\\d{5}"],["80[02]\\d{6}"],["(?:6(?:0[178]|4[68])\\d|76(?:0[1-57]|1[2-47]|2[1-37]))\\d{5}"],["884[0-4689]\\d{5}"],["600\\d{6}|6[06]92(?:0\\d|3[349]|49)\\d{3}"],["70(?:38[01]|596|(?:7\\d|8[17])\\d)\\d{4}"],["6(?:222\\d|89(?:00|88|99))\\d{4}"],["30\\d{7}"],["80(?:8\\d|9[1579])\\d{5}"]]],PW:["680","01[12]","(?:[24-8]\\d\\d|345|900)\\d{4}",[7],[["(\\d{3})(\\d{4})","$1 $2",["[2-9]"]]],0,0,0,0,0,0,[["(?:2(?:55|77)|345|488|5(?:35|44|87)|6(?:22|54|79)|7(?:33|47)|8(?:24|55|76)|900)\\d{4}"],["(?:(?:46|83)[0-5]|(?:6[2-4689]|78)0)\\d{4}|(?:45|77|88)\\d{5}"]]],PY:["595","00","[36-8]\\d{5,8}|4\\d{6,8}|59\\d{6}|9\\d{5,10}|(?:2\\d|5[0-8])\\d{6,7}",[6,7,8,9,10,11],[["(\\d{3})(\\d{3,6})","$1 $2",["[2-9]0"],"0$1"],["(\\d{2})(\\d{5})","$1 $2",["3[289]|4[246-8]|61|7[1-3]|8[1-36]"],"(0$1)"],["(\\d{3})(\\d{4,5})","$1 $2",["2[279]|3[13-5]|4[359]|5|6(?:[34]|7[1-46-8])|7[46-8]|85"],"(0$1)"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["2[14-68]|3[26-9]|4[1246-8]|6(?:1|75)|7[1-35]|8[1-36]"],"(0$1)"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["87"]],["(\\d{3})(\\d{6})","$1 $2",["9(?:[5-79]|8[1-8])"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[2-8]"],"0$1"],["(\\d{4})(\\d{3})(\\d{4})","$1 $2 $3",["9"]]],"0",0,0,0,0,0,[["(?:3[289]|4[246-8]|61|7[1-3]|8[1-36])\\d{5,7}|(?:2(?:[14-68]\\d|2[4-68]|7[15]|9[1-5])|3(?:18|3[167]|4[2357]|51|[67]\\d)|4(?:1\\d|3[12]|5[13]|9[1-47])|5(?:[1-4]\\d|5[02-4])|6(?:3[1-3]|44|7[1-8])|7(?:4[0-4]|5\\d|6[1-578]|75|8[0-8])|858)\\d{5,6}",[7,8,9]],["9881\\d{5}|9(?:51|6[129]|7[1-6]|8[1-7]|9[1-5])\\d{6}",[9]],["9800\\d{5,7}",[9,10,11]],0,0,0,["[245]0\\d{6,7}|[36-9]0\\d{4,7}",[6,7,8,9]],0,["8700[0-4]\\d{4}",[9]]]],QA:["974","00","800\\d{4}|(?:2|800)\\d{6}|(?:0080|[3-7])\\d{7}",[7,8,9,11],[["(\\d{3})(\\d{4})","$1 $2",["2[136]|8"]],["(\\d{4})(\\d{4})","$1 $2",["[3-7]"]]],0,0,0,0,0,0,[["4(?:(?:[014]\\d\\d|999)\\d|2022)\\d{3}",[8]],["[35-7]\\d{7}",[8]],["800\\d{4}|(?:0080[01]|800)\\d{6}",[7,9,11]],0,0,0,0,["2[136]\\d{5}",[7]]]],RE:["262","00","709\\d{6}|(?:26|[689]\\d)\\d{7}",[9],[["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[26-9]"],"0$1"]],"0",0,0,0,0,0,[["2631[0-6]\\d{4}|26(?:2\\d|30|88)\\d{5}"],["(?:69(?:2\\d\\d|3(?:[06][0-6]|1[0-3]|2[0-2]|3[0-39]|4\\d|5[0-5]|7[0-37]|8[0-8]|9[0-479]))|7092[0-3])\\d{4}"],["80\\d{7}"],["89[1-37-9]\\d{6}"],0,0,0,0,["9(?:399[0-3]|479[0-6]|76(?:2[278]|3[0-37]))\\d{4}"],["8(?:1[019]|2[0156]|84|90)\\d{6}"]]],RO:["40","00","(?:[2378]\\d|90)\\d{7}|[23]\\d{5}",[6,9],[["(\\d{3})(\\d{3})","$1 $2",["2[3-6]","2[3-6]\\d9"],"0$1"],["(\\d{2})(\\d{4})","$1 $2",["219|31"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[23]1"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[237-9]"],"0$1"]],"0",0,0,0,0,0,[["[23][13-6]\\d{7}|(?:2(?:19\\d|[3-6]\\d9)|31\\d\\d)\\d\\d"],["7020\\d{5}|7(?:0[013-9]|1[0-3]|[2-7]\\d|8[03-8]|9[0-39])\\d{6}",[9]],["800\\d{6}",[9]],["90[0136]\\d{6}",[9]],0,0,["(?:37\\d|80[578])\\d{6}",[9]],0,0,["801\\d{6}",[9]]],0," int "],RS:["381","00","38[02-9]\\d{6,9}|6\\d{7,9}|90\\d{4,8}|38\\d{5,6}|(?:7\\d\\d|800)\\d{3,9}|(?:[12]\\d|3[0-79])\\d{5,10}",[6,7,8,9,10,11,12],[["(\\d{3})(\\d{3,9})","$1 $2",["(?:2[389]|39)0|[7-9]"],"0$1"],["(\\d{2})(\\d{5,10})","$1 $2",["[1-36]"],"0$1"]],"0",0,0,0,0,0,[["(?:11[1-9]\\d|(?:2[389]|39)(?:0[2-9]|[2-9]\\d))\\d{3,8}|(?:1[02-9]|2[0-24-7]|3[0-8])[2-9]\\d{4,9}",[7,8,9,10,11,12]],["6(?:[0-689]|7\\d)\\d{6,7}",[8,9,10]],["800\\d{3,9}"],["(?:78\\d|90[0169])\\d{3,7}",[6,7,8,9,10]],0,0,["7[06]\\d{4,10}"]]],RU:["7","810","8\\d{13}|[347-9]\\d{9}",[10,14],[["(\\d{4})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["7(?:1[0-8]|2[1-9])","7(?:1(?:[0-356]2|4[29]|7|8[27])|2(?:1[23]|[2-9]2))","7(?:1(?:[0-356]2|4[29]|7|8[27])|2(?:13[03-69]|62[013-9]))|72[1-57-9]2"],"8 ($1)",1],["(\\d{5})(\\d)(\\d{2})(\\d{2})","$1 $2 $3 $4",["7(?:1[0-68]|2[1-9])","7(?:1(?:[06][3-6]|[18]|2[35]|[3-5][3-5])|2(?:[13][3-5]|[24-689]|7[457]))","7(?:1(?:0(?:[356]|4[023])|[18]|2(?:3[013-9]|5)|3[45]|43[013-79]|5(?:3[1-8]|4[1-7]|5)|6(?:3[0-35-9]|[4-6]))|2(?:1(?:3[178]|[45])|[24-689]|3[35]|7[457]))|7(?:14|23)4[0-8]|71(?:33|45)[1-79]"],"8 ($1)",1],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["7"],"8 ($1)",1],["(\\d{3})(\\d{3})(\\d{2})(\\d{2})","$1 $2-$3-$4",["[349]|8(?:[02-7]|1[1-8])"],"8 ($1)",1],["(\\d{4})(\\d{4})(\\d{3})(\\d{3})","$1 $2 $3 $4",["8"],"8 ($1)"]],"8",0,0,0,0,"[3489]",[["(?:3(?:0[12]|36|4[1-35-79]|5[1-3]|65|8[1-58]|9[0145])|4(?:01|1[1356]|2[13467]|7[1-5]|8[1-7]|9[1-689])|8(?:1[1-8]|2[01]|3[13-6]|4[0-8]|5[15-7]|6[0-35-79]|7[1-37-9]))\\d{7}",[10]],["9(?:[0-24-9]\\d{4}|3(?:0(?:0(?:05|[124579]\\d|3[0-7]|6[0-49]|8[04-9])|[1-9]\\d\\d)|[1-9]\\d{3}))\\d{4}",[10]],["8(?:0[04]|108\\d{3})\\d{7}"],["80[39]\\d{7}",[10]],["808\\d{7}",[10]]],"8~10"],RW:["250","00","(?:06|[27]\\d\\d|[89]00)\\d{6}",[8,9],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["0"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["2"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[7-9]"],"0$1"]],"0",0,0,0,0,0,[["(?:06|2[23568]\\d)\\d{6}"],["7[237-9]\\d{7}",[9]],["800\\d{6}",[9]],["900\\d{6}",[9]]]],SA:["966","00","(?:[15]\\d|800|92)\\d{7}",[9,10],[["(\\d{4})(\\d{5})","$1 $2",["9"]],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["1"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["5"],"0$1"],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["8"]]],"0",0,0,0,0,0,[["1(?:1\\d|2[24-8]|3[35-8]|4[3-68]|6[2-5]|7[235-7])\\d{6}",[9]],["579[0-8]\\d{5}|5(?:[013-689]\\d|7[0-8])\\d{6}",[9]],["800\\d{7}",[10]],["925\\d{6}",[9]],0,0,0,0,0,["920\\d{6}",[9]]]],SB:["677","0[01]","[6-9]\\d{6}|[1-6]\\d{4}",[5,7],[["(\\d{2})(\\d{5})","$1 $2",["6[89]|7|8[4-9]|9(?:[0-8]|9[0-8])"]]],0,0,0,0,0,0,[["(?:1[4-79]|[23]\\d|4[0-2]|5[03]|6[0-37])\\d{3}",[5]],["(?:48|99[0-8]\\d)\\d{3}|(?:6[89]|7[1-9]|8[4-9]|9[0-8])\\d{5}"],["1[38]\\d{3}",[5]],0,0,0,0,0,["5[12]\\d{3}",[5]]]],SC:["248","010|0[0-2]","(?:[2489]\\d|64)\\d{5}",[7],[["(\\d)(\\d{3})(\\d{3})","$1 $2 $3",["[246]|9[57]"]]],0,0,0,0,0,0,[["4[2-46]\\d{5}"],["2[125-8]\\d{5}"],["800[08]\\d{3}"],["85\\d{5}"],0,0,0,0,["971\\d{4}|(?:64|95)\\d{5}"]],"00"],SD:["249","00","[19]\\d{8}",[9],[["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[19]"],"0$1"]],"0",0,0,0,0,0,[["1(?:5\\d|8[35-7])\\d{6}"],["(?:1[0-2]|9[0-3569])\\d{7}"]]],SE:["46","00","(?:[26]\\d\\d|9)\\d{9}|[1-9]\\d{8}|[1-689]\\d{7}|[1-4689]\\d{6}|2\\d{5}",[6,7,8,9,10,12],[["(\\d{2})(\\d{2,3})(\\d{2})","$1-$2 $3",["20"],"0$1",0,"$1 $2 $3"],["(\\d{3})(\\d{4})","$1-$2",["9(?:00|39|44|9)"],"0$1",0,"$1 $2"],["(\\d{2})(\\d{3})(\\d{2})","$1-$2 $3",["[12][136]|3[356]|4[0246]|6[03]|90[1-9]"],"0$1",0,"$1 $2 $3"],["(\\d)(\\d{2,3})(\\d{2})(\\d{2})","$1-$2 $3 $4",["8"],"0$1",0,"$1 $2 $3 $4"],["(\\d{3})(\\d{2,3})(\\d{2})","$1-$2 $3",["1[2457]|2(?:[247-9]|5[0138])|3[0247-9]|4[1357-9]|5[0-35-9]|6(?:[125689]|4[02-57]|7[0-2])|9(?:[125-8]|3[02-5]|4[0-3])"],"0$1",0,"$1 $2 $3"],["(\\d{3})(\\d{2,3})(\\d{3})","$1-$2 $3",["9(?:00|39|44)"],"0$1",0,"$1 $2 $3"],["(\\d{2})(\\d{2,3})(\\d{2})(\\d{2})","$1-$2 $3 $4",["1[13689]|2[0136]|3[1356]|4[0246]|54|6[03]|90[1-9]"],"0$1",0,"$1 $2 $3 $4"],["(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1-$2 $3 $4",["10|7"],"0$1",0,"$1 $2 $3 $4"],["(\\d)(\\d{3})(\\d{3})(\\d{2})","$1-$2 $3 $4",["8"],"0$1",0,"$1 $2 $3 $4"],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1-$2 $3 $4",["[13-5]|2(?:[247-9]|5[0138])|6(?:[124-689]|7[0-2])|9(?:[125-8]|3[02-5]|4[0-3])"],"0$1",0,"$1 $2 $3 $4"],["(\\d{3})(\\d{2})(\\d{2})(\\d{3})","$1-$2 $3 $4",["9"],"0$1",0,"$1 $2 $3 $4"],["(\\d{3})(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1-$2 $3 $4 $5",["[26]"],"0$1",0,"$1 $2 $3 $4 $5"]],"0",0,0,0,0,0,[["(?:(?:[12][136]|3[356]|4[0246]|6[03]|8\\d)\\d|90[1-9])\\d{4,6}|(?:1(?:2[0-35]|4[0-4]|5[0-25-9]|7[13-6]|[89]\\d)|2(?:2[0-7]|4[0136-8]|5[0138]|7[018]|8[01]|9[0-57])|3(?:0[0-4]|1\\d|2[0-25]|4[056]|7[0-2]|8[0-3]|9[023])|4(?:1[013-8]|3[0135]|5[14-79]|7[0-246-9]|8[0156]|9[0-689])|5(?:0[0-6]|[15][0-5]|2[0-68]|3[0-4]|4\\d|6[03-5]|7[013]|8[0-79]|9[01])|6(?:1[1-3]|2[0-4]|4[02-57]|5[0-37]|6[0-3]|7[0-2]|8[0247]|9[0-356])|9(?:1[0-68]|2\\d|3[02-5]|4[0-3]|5[0-4]|[68][01]|7[0135-8]))\\d{5,6}",[7,8,9]],["7[023689]\\d{7}",[9]],["20\\d{4,7}",[6,7,8,9]],["649\\d{6}|99[1-59]\\d{4}(?:\\d{3})?|9(?:00|39|44)[1-8]\\d{3,6}",[7,8,9,10]],["75[1-8]\\d{6}",[9]],["(?:25[245]|67[3-68])\\d{9}",[12]],["10[1-8]\\d{6}",[9]],["74[02-9]\\d{6}",[9]],0,["77[0-7]\\d{6}",[9]]]],SG:["65","0[0-3]\\d","(?:(?:1\\d|8)\\d\\d|7000)\\d{7}|[3689]\\d{7}",[8,10,11],[["(\\d{4})(\\d{4})","$1 $2",["[369]|8(?:0[1-9]|[1-9])"]],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["8"]],["(\\d{4})(\\d{4})(\\d{3})","$1 $2 $3",["7"]],["(\\d{4})(\\d{3})(\\d{4})","$1 $2 $3",["1"]]],0,0,0,0,0,0,[["662[0-24-9]\\d{4}|6(?:[0-578]\\d|6[013-57-9]|9[0-35-9])\\d{5}",[8]],["80[1-9]\\d{5}|(?:8[1-9]|9[0-8])\\d{6}",[8]],["(?:18|8)00\\d{7}",[10,11]],["1900\\d{7}",[11]],0,0,["7000\\d{7}",[11]],0,["(?:3[12]\\d|666)\\d{5}",[8]]]],SH:["290","00","(?:[2569]\\d|8)\\d{3}",[4,5],0,0,0,0,0,0,"[2569]",[["2(?:[0-57-9]\\d|6[4-9])\\d\\d"],["[569]\\d{4}",[5]],0,0,0,0,0,0,["262\\d\\d",[5]]]],SI:["386","00|10(?:22|66|88|99)","[1-7]\\d{7}|8\\d{4,7}|90\\d{4,6}",[5,6,7,8],[["(\\d{2})(\\d{3,6})","$1 $2",["8[09]|9"],"0$1"],["(\\d{3})(\\d{5})","$1 $2",["59|8"],"0$1"],["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["[37][01]|4[013]|51|6"],"0$1"],["(\\d)(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[1-57]"],"(0$1)"]],"0",0,0,0,0,0,[["(?:[1-357][2-8]|4[24-8])\\d{6}",[8]],["65(?:[178]\\d|5[56]|6[01])\\d{4}|(?:[37][01]|4[013]|51|6[489])\\d{6}",[8]],["80\\d{4,6}",[6,7,8]],["89[1-3]\\d{2,5}|90\\d{4,6}"],0,0,0,0,["(?:59\\d\\d|8(?:1(?:[67]\\d|8[0-589])|2(?:0\\d|2[0-37-9]|8[0-2489])|3[389]\\d))\\d{4}",[8]]],"00"],SJ:["47","00","0\\d{4}|(?:[489]\\d|79)\\d{6}",[5,8],0,0,0,0,0,0,"79",[["79\\d{6}",[8]],["45(?:[0-24-9]\\d|3[0-57-9])\\d{4}|(?:4[016-8]|9\\d)\\d{6}",[8]],["80[01]\\d{5}",[8]],["82[09]\\d{5}",[8]],["880\\d{5}",[8]],["81[23]\\d{5}",[8]],["(?:0[235-9]|81(?:0(?:0[7-9]|1\\d)|5\\d\\d))\\d{3}"],0,["85[0-5]\\d{5}",[8]],["810(?:0[0-6]|[2-8]\\d)\\d{3}",[8]]]],SK:["421","00","[2-689]\\d{8}|[2-59]\\d{6}|[2-5]\\d{5}",[6,7,9],[["(\\d)(\\d{2})(\\d{3,4})","$1 $2 $3",["21"],"0$1"],["(\\d{2})(\\d{2})(\\d{2,3})","$1 $2 $3",["[3-5][1-8]1","[3-5][1-8]1[67]"],"0$1"],["(\\d)(\\d{3})(\\d{3})(\\d{2})","$1 $2 $3 $4",["2"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[689]"],"0$1"],["(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[3-5]"],"0$1"]],"0",0,0,0,0,0,[["(?:2(?:16|[2-9]\\d{3})|(?:(?:[3-5][1-8]\\d|819)\\d|601[1-5])\\d)\\d{4}|(?:2|[3-5][1-8])1[67]\\d{3}|[3-5][1-8]16\\d\\d"],["909[1-9]\\d{5}|9(?:0[1-8]|1[0-24-9]|4[03-57-9]|5\\d)\\d{6}",[9]],["800\\d{6}",[9]],["9(?:00|[78]\\d)\\d{6}",[9]],0,0,["96\\d{7}",[9]],["9090\\d{3}",[7]],["6(?:02|5[0-4]|9[0-6])\\d{6}",[9]],["8[5-9]\\d{7}",[9]]]],SL:["232","00","(?:[237-9]\\d|66)\\d{6}",[8],[["(\\d{2})(\\d{6})","$1 $2",["[236-9]"],"(0$1)"]],"0",0,0,0,0,0,[["22[2-4][2-9]\\d{4}"],["(?:25|3[0-5]|66|7\\d|8[08]|9[09])\\d{6}"]]],SM:["378","00","(?:0549|[5-7]\\d)\\d{6}",[8,10],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[5-7]"]],["(\\d{4})(\\d{6})","$1 $2",["0"]]],0,0,"([89]\\d{5})$","0549$1",0,0,[["0549(?:8[0157-9]|9\\d)\\d{4}",[10]],["6[16]\\d{6}",[8]],0,["7[178]\\d{6}",[8]],0,0,0,0,["5[158]\\d{6}",[8]]]],SN:["221","00","(?:[378]\\d|93)\\d{7}",[9],[["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["8"]],["(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[379]"]]],0,0,0,0,0,0,[["3(?:[026]\\d|3[89])\\d{6}"],["7(?:[015-8]\\d|21|90)\\d{6}"],["800\\d{6}"],["88[4689]\\d{6}"],0,0,0,0,["(?:39|93)\\d{7}"],["81[02468]\\d{6}"]]],SO:["252","00","[346-9]\\d{8}|[12679]\\d{7}|[1-5]\\d{6}|[1348]\\d{5}",[6,7,8,9],[["(\\d{2})(\\d{4})","$1 $2",["8[125]"]],["(\\d{6})","$1",["[134]"]],["(\\d)(\\d{6})","$1 $2",["[15]|2[0-79]|3[0-46-8]|4[0-7]"]],["(\\d{2})(\\d{5,7})","$1 $2",["1|28|9[2-9]"]],["(\\d)(\\d{7})","$1 $2",["[267]|904"]],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[346-9]"]]],"0",0,0,0,0,0,[["(?:1\\d|2[0-79]|3[0-46-8]|4[0-7]|5[57-9])\\d{5}|(?:[134]\\d|8[125])\\d{4}",[6,7]],["(?:(?:15|(?:3[59]|4[89]|6\\d|7[0-35-9]|8[08])\\d|9(?:0\\d|[2-9]))\\d|2(?:4\\d|8))\\d{5}|(?:[67]\\d\\d|904)\\d{5}",[7,8,9]]]],SR:["597","00","(?:[2-5]|[6-9]\\d)\\d{5}",[6,7],[["(\\d{2})(\\d{2})(\\d{2})","$1-$2-$3",["56"]],["(\\d{3})(\\d{3})","$1-$2",["[2-5]"]],["(\\d{3})(\\d{4})","$1-$2",["[6-9]"]]],0,0,0,0,0,0,[["(?:2[1-3]|3[0-7]|4\\d|5[2-578])\\d{4}",[6]],["(?:6[08]|7[1-79]|8[1-9])\\d{5}",[7]],["80\\d{5}",[7]],["90\\d{5}",[7]],0,0,0,0,["(?:56|91\\d)\\d{4}"]]],SS:["211","00","[19]\\d{8}",[9],[["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[19]"],"0$1"]],"0",0,0,0,0,0,[["1[89]\\d{7}"],["(?:12|9[1257-9])\\d{7}"]]],ST:["239","00","(?:22|9\\d)\\d{5}",[7],[["(\\d{3})(\\d{4})","$1 $2",["[29]"]]],0,0,0,0,0,0,[["22\\d{5}"],["900[5-9]\\d{3}|9(?:0[1-9]|[89]\\d)\\d{4}"]]],SV:["503","00","[25-7]\\d{7}|(?:80\\d|900)\\d{4}(?:\\d{4})?",[7,8,11],[["(\\d{3})(\\d{4})","$1 $2",["[89]"]],["(\\d{4})(\\d{4})","$1 $2",["[25-7]"]],["(\\d{3})(\\d{4})(\\d{4})","$1 $2 $3",["[89]"]]],0,0,0,0,0,0,[["2(?:79(?:0[0347-9]|[1-9]\\d)|89(?:0[024589]|[1-9]\\d))\\d{3}|2(?:[1-69]\\d|[78][0-8])\\d{5}",[8]],["[5-7]\\d{7}",[8]],["800\\d{8}|80[01]\\d{4}",[7,11]],["900\\d{4}(?:\\d{4})?",[7,11]]]],SX:["1","011","7215\\d{6}|(?:[58]\\d\\d|900)\\d{7}",[10],0,"1",0,"(5\\d{6})$|1","721$1",0,"721",[["7215(?:4[2-8]|8[39]|9[056])\\d{4}"],["7215(?:1[02]|2\\d|5[034679]|8[0-24-8])\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],SY:["963","00","[1-359]\\d{8}|[1-5]\\d{7}",[8,9],[["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["[1-4]|5[1-3]"],"0$1",1],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[59]"],"0$1",1]],"0",0,0,0,0,0,[["(?:1(?:[1478]\\d|[2356])|21\\d|3(?:[13]\\d|4)|4[134]|5[1-3])\\d{6}|2[1-5]\\d{6}"],["(?:50|9[03-689])\\d{7}",[9]]]],SZ:["268","00","0800\\d{4}|(?:[237]\\d|900)\\d{6}",[8,9],[["(\\d{4})(\\d{4})","$1 $2",["[0237]"]],["(\\d{5})(\\d{4})","$1 $2",["9"]]],0,0,0,0,0,0,[["[23][2-5]\\d{6}",[8]],["7[5-9]\\d{6}",[8]],["0800\\d{4}",[8]],["900\\d{6}",[9]],0,0,0,0,["70\\d{6}",[8]]]],TA:["290","00","8\\d{3}",[4],0,0,0,0,0,0,"8",[["8\\d{3}"]]],TC:["1","011","(?:[58]\\d\\d|649|900)\\d{7}",[10],0,"1",0,"([2-479]\\d{6})$|1","649$1",0,"649",[["649(?:266|712|9(?:4\\d|50))\\d{4}"],["649(?:2(?:3[129]|4[1-79])|3\\d\\d|4[34][1-3])\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"],0,0,0,["649(?:71[01]|966)\\d{4}"]]],TD:["235","00|16","(?:22|[3689]\\d|77)\\d{6}",[8],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[236-9]"]]],0,0,0,0,0,0,[["22(?:[37-9]0|5[0-5]|6[89])\\d{4}"],["(?:3[01]|[69]\\d|77|8[5-7])\\d{6}"]],"00"],TG:["228","00","[279]\\d{7}",[8],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[279]"]]],0,0,0,0,0,0,[["2(?:2[2-7]|3[23]|4[45]|55|6[67]|77)\\d{5}"],["(?:7[0-389]|9[0-36-9])\\d{6}"]]],TH:["66","00[1-9]","(?:001800|[2-57]|[689]\\d)\\d{7}|1\\d{7,9}",[8,9,10,13],[["(\\d)(\\d{3})(\\d{4})","$1 $2 $3",["2"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["[13-9]"],"0$1"],["(\\d{4})(\\d{3})(\\d{3})","$1 $2 $3",["1"]]],"0",0,0,0,0,0,[["(?:1[0689]|2\\d|3[2-9]|4[2-5]|5[2-6]|7[3-7])\\d{6}",[8]],["(?:(?:14|[89]\\d)\\d\\d|6(?:[1-6]\\d\\d|7(?:1[0-8]|2[4-7]|3[1-6])))\\d{5}",[9]],["(?:001800\\d|1800)\\d{6}",[10,13]],["1900\\d{6}",[10]],0,0,0,0,["6[08]\\d{7}",[9]]]],TJ:["992","810","(?:[0-57-9]\\d|66)\\d{7}",[9],[["(\\d{6})(\\d)(\\d{2})","$1 $2 $3",["331","3317"]],["(\\d{3})(\\d{2})(\\d{4})","$1 $2 $3",["44[02-479]|[34]7"]],["(\\d{4})(\\d)(\\d{4})","$1 $2 $3",["3(?:[1245]|3[12])"]],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["\\d"]]],0,0,0,0,0,0,[["(?:3(?:1[3-5]|2[245]|3[12]|4[24-7]|5[25]|72)|4(?:46|74|87))\\d{6}"],["(?:33[03-9]|4(?:1[18]|4[02-479])|81[1-9])\\d{6}|(?:[09]\\d|1[0-27-9]|2[0-27]|3[08]|40|5[05]|66|7[0157-9]|8[07-9])\\d{7}"]],"8~10"],TK:["690","00","[2-47]\\d{3,6}",[4,5,6,7],0,0,0,0,0,0,0,[["(?:2[2-4]|[34]\\d)\\d{2,5}"],["7[2-4]\\d{2,5}"]]],TL:["670","00","7\\d{7}|(?:[2-47]\\d|[89]0)\\d{5}",[7,8],[["(\\d{3})(\\d{4})","$1 $2",["[2-489]|70"]],["(\\d{4})(\\d{4})","$1 $2",["7"]]],0,0,0,0,0,0,[["(?:2[1-5]|3[1-9]|4[1-4])\\d{5}",[7]],["7[2-8]\\d{6}",[8]],["80\\d{5}",[7]],["90\\d{5}",[7]],["70\\d{5}",[7]]]],TM:["993","810","[1-7]\\d{7}",[8],[["(\\d{2})(\\d{2})(\\d{2})(\\d{2})","$1 $2-$3-$4",["12"],"(8 $1)"],["(\\d{3})(\\d)(\\d{2})(\\d{2})","$1 $2-$3-$4",["[1-5]"],"(8 $1)"],["(\\d{2})(\\d{6})","$1 $2",["[67]"],"8 $1"]],"8",0,0,0,0,0,[["(?:1(?:2\\d|3[1-9])|2(?:22|4[0-35-8])|3(?:22|4[03-9])|4(?:22|3[128]|4\\d|6[15])|5(?:22|5[7-9]|6[014-689]))\\d{5}"],["(?:6\\d|7[12])\\d{6}"]],"8~10"],TN:["216","00","[2-57-9]\\d{7}",[8],[["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["[2-57-9]"]]],0,0,0,0,0,0,[["81200\\d{3}|(?:3[0-2]|7\\d)\\d{6}"],["3(?:001|[12]40)\\d{4}|(?:(?:[259]\\d|4[0-8])\\d|3(?:1[1-35]|6[0-4]|91))\\d{5}"],["8010\\d{4}"],["88\\d{6}"],0,0,0,0,0,["8[12]10\\d{4}"]]],TO:["676","00","(?:0800|(?:[5-8]\\d\\d|999)\\d)\\d{3}|[2-8]\\d{4}",[5,7],[["(\\d{2})(\\d{3})","$1-$2",["[2-4]|50|6[09]|7[0-24-69]|8[05]"]],["(\\d{4})(\\d{3})","$1 $2",["0"]],["(\\d{3})(\\d{4})","$1 $2",["[5-9]"]]],0,0,0,0,0,0,[["(?:2\\d|3[0-8]|4[0-4]|50|6[09]|7[0-24-69]|8[05])\\d{3}",[5]],["(?:5(?:4[0-5]|5[4-6])|6(?:[09]\\d|3[02]|8[15-9])|(?:7\\d|8[46-9])\\d|999)\\d{4}",[7]],["0800\\d{3}",[7]],0,0,0,0,0,["55[0-37-9]\\d{4}",[7]]]],TR:["90","00","4\\d{6}|8\\d{11,12}|(?:[2-58]\\d\\d|900)\\d{7}",[7,10,12,13],[["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["512|8[01589]|90"],"0$1",1],["(\\d{3})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["5"],"0$1",1],["(\\d{3})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[24][1-8]|3[1-9]"],"(0$1)",1],["(\\d{3})(\\d{3})(\\d{6,7})","$1 $2 $3",["80"],"0$1",1]],"0",0,0,0,0,0,[["(?:2(?:1[26]|[28][2468]|[3-5][268]|[67][246])|3(?:[13][28]|[24-6][2468]|[78][02468]|92)|4(?:[16][246]|[23578][2468]|4[26]))\\d{7}",[10]],["5(?:61(?:011|61\\d)|82[2-5]\\d\\d)\\d{4}|5(?:[03-5]\\d|1[06]|24|6[24]|7[245]|9[46])\\d{7}",[10]],["8(?:00\\d{7}(?:\\d{2,3})?|11\\d{7})",[10,12,13]],["(?:8[89]8|900)\\d{7}",[10]],["592(?:21[12]|461)\\d{4}",[10]],0,["444\\d{4}",[7]],["512\\d{7}",[10]],["850\\d{7}",[10]]]],TT:["1","011","(?:[58]\\d\\d|900)\\d{7}",[10],0,"1",0,"([2-46-8]\\d{6})$|1","868$1",0,"868",[["868(?:2(?:01|1[5-9]|[23]\\d|4[0-2])|6(?:0[7-9]|1[02-8]|2[1-9]|[3-69]\\d|7[0-79])|82[124])\\d{4}"],["868(?:(?:2[5-9]|3\\d)\\d|4(?:3[0-6]|[6-9]\\d)|6(?:20|78|8\\d)|7(?:0[1-9]|1[02-9]|[2-9]\\d))\\d{4}"],["868800\\d{4}|8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"],["868619\\d{4}"]]],TV:["688","00","(?:2|7\\d\\d|90)\\d{4}",[5,6,7],[["(\\d{2})(\\d{3})","$1 $2",["2"]],["(\\d{2})(\\d{4})","$1 $2",["90"]],["(\\d{2})(\\d{5})","$1 $2",["7"]]],0,0,0,0,0,0,[["2[02-9]\\d{3}",[5]],["(?:7[01]\\d|90)\\d{4}",[6,7]]]],TW:["886","0(?:0[25-79]|19)","[2-689]\\d{8}|7\\d{9,10}|[2-8]\\d{7}|2\\d{6}",[7,8,9,10,11],[["(\\d{2})(\\d)(\\d{4})","$1 $2 $3",["202"],"0$1"],["(\\d{3})(\\d{5})","$1 $2",["826"],"0$1"],["(\\d{3})(\\d{2})(\\d{3})","$1 $2 $3",["83"],"0$1"],["(\\d{2})(\\d{2})(\\d{4})","$1 $2 $3",["82"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["[25]0|37|49|8[09]"],"0$1"],["(\\d)(\\d{3,4})(\\d{4})","$1 $2 $3",["[23568]|4(?:0[02-48]|[1-478])|7[1-9]","[23568]|4(?:0[2-48]|[1-478])|(?:400|7)[1-9]"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[49]"],"0$1"],["(\\d{2})(\\d{4})(\\d{4,5})","$1 $2 $3",["7"],"0$1"]],"0",0,0,0,0,0,[["(?:2[2-8]\\d|370|55[01]|7[1-9])\\d{6}|4(?:(?:0(?:0[1-9]|[2-48]\\d)|1[023]\\d)\\d{4,5}|(?:[239]\\d\\d|4(?:0[56]|12|49))\\d{5})|6(?:[01]\\d{7}|4(?:0[56]|12|24|4[09])\\d{4,5})|8(?:(?:2(?:3\\d|4[0-269]|[578]0|66)|36[24-9]|90\\d\\d)\\d{4}|4(?:0[56]|12|24|4[09])\\d{4,5})|(?:2(?:2(?:0\\d\\d|4(?:0[68]|[249]0|3[0-467]|5[0-25-9]|6[0235689]))|(?:3(?:[09]\\d|1[0-4])|(?:4\\d|5[0-49]|6[0-29]|7[0-5])\\d)\\d)|(?:(?:3[2-9]|5[2-8]|6[0-35-79]|8[7-9])\\d\\d|4(?:2(?:[089]\\d|7[1-9])|(?:3[0-4]|[78]\\d|9[01])\\d))\\d)\\d{3}",[8,9]],["(?:40001[0-2]|9[0-8]\\d{4})\\d{3}",[9]],["80[0-79]\\d{6}|800\\d{5}",[8,9]],["20(?:[013-9]\\d\\d|2)\\d{4}",[7,9]],["99\\d{7}",[9]],0,["50[0-46-9]\\d{6}",[9]],0,["7010(?:[0-2679]\\d|3[0-7]|8[0-5])\\d{5}|70\\d{8}",[10,11]]],0,"#"],TZ:["255","00[056]","(?:[25-8]\\d|41|90)\\d{7}",[9],[["(\\d{3})(\\d{2})(\\d{4})","$1 $2 $3",["[89]"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[24]"],"0$1"],["(\\d{2})(\\d{7})","$1 $2",["5"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[67]"],"0$1"]],"0",0,0,0,0,0,[["2[2-8]\\d{7}"],["(?:6[0-35-9]|7\\d)\\d{7}"],["80[08]\\d{6}"],["90\\d{7}"],0,0,0,0,["41\\d{7}"],["8(?:40|6[01])\\d{6}"]]],UA:["380","00","[89]\\d{9}|[3-9]\\d{8}",[9,10],[["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["6[12][29]|(?:3[1-8]|4[136-8]|5[12457]|6[49])2|(?:56|65)[24]","6[12][29]|(?:35|4[1378]|5[12457]|6[49])2|(?:56|65)[24]|(?:3[1-46-8]|46)2[013-9]"],"0$1"],["(\\d{4})(\\d{5})","$1 $2",["3[1-8]|4(?:[1367]|[45][6-9]|8[4-6])|5(?:[1-5]|6[0135689]|7[4-6])|6(?:[12][3-7]|[459])","3[1-8]|4(?:[1367]|[45][6-9]|8[4-6])|5(?:[1-5]|6(?:[015689]|3[02389])|7[4-6])|6(?:[12][3-7]|[459])"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[3-7]|89|9[1-9]"],"0$1"],["(\\d{3})(\\d{3})(\\d{3,4})","$1 $2 $3",["[89]"],"0$1"]],"0",0,0,0,0,0,[["(?:3[1-8]|4[13-8]|5[1-7]|6[12459])\\d{7}",[9]],["790\\d{6}|(?:39|50|6[36-8]|7[1-357]|9[1-9])\\d{7}",[9]],["800[1-8]\\d{5,6}"],["900[239]\\d{5,6}"],0,0,0,0,["89[1-579]\\d{6}",[9]]],"0~0"],UG:["256","00[057]","800\\d{6}|(?:[29]0|[347]\\d)\\d{7}",[9],[["(\\d{4})(\\d{5})","$1 $2",["202","2024","20240"],"0$1"],["(\\d{3})(\\d{6})","$1 $2",["20[0-35-7]|4(?:6[45]|[7-9])|[7-9]","20(?:[0135-7]|2[5-9])|4(?:6[45]|[7-9])|[7-9]"],"0$1"],["(\\d{2})(\\d{7})","$1 $2",["[2-4]"],"0$1"]],"0",0,0,0,0,0,[["20(?:(?:24[09]|30[67])\\d|6(?:00[0-2]|30[0-4]))\\d{3}|(?:20(?:[017]\\d|2[5-9]|3[1-4]|5[0-4]|6[15-9])|[34]\\d{3})\\d{5}"],["7(?:28|34)0\\d{5}|7(?:[014-8]\\d|2[01467]|3[0-267]|9[0-589])\\d{6}"],["800[1-3]\\d{5}"],["90[1-3]\\d{6}"]]],US:["1","011","[2-9]\\d{9}|3\\d{6}",[10],[["(\\d{3})(\\d{4})","$1-$2",["310"],0,1],["(\\d{3})(\\d{3})(\\d{4})","($1) $2-$3",["[2-9]"],0,1,"$1-$2-$3"]],"1",0,0,0,0,0,[["983[2-57-9]\\d{6}|(?:2(?:0[1-35-9]|1[02-9]|2[03-57-9]|3[1459]|4[08]|5[1-46]|6[0279]|7[02469]|8[13])|3(?:0[1-57-9]|1[02-9]|2[013-79]|3[0-24679]|4[167]|5[0-3]|6[01349]|8[056])|4(?:0[124-9]|1[02-579]|2[3-5]|3[0245]|4[023578]|58|6[349]|7[02589]|8[04])|5(?:0[1-57-9]|1[0235-8]|20|3[0149]|4[01]|5[179]|6[1-47]|7[0-5]|8[0256])|6(?:0[1-35-9]|1[024-9]|2[03689]|3[016]|4[0156]|5[01679]|6[0-279]|78|8[0-269])|7(?:0[1-46-8]|1[2-9]|2[04-8]|3[0-2478]|4[0378]|5[47]|6[02359]|7[0-59]|8[156])|8(?:0[1-68]|1[02-8]|2[0168]|3[0-2589]|4[03578]|5[046-9]|6[02-5]|7[028])|9(?:0[1346-9]|1[02-9]|2[0589]|3[0146-8]|4[01357-9]|5[12469]|7[0-3589]|8[04-69]))[2-9]\\d{6}"],[""],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],UY:["598","0(?:0|1[3-9]\\d)","0004\\d{2,9}|[1249]\\d{7}|2\\d{3,4}|(?:[49]\\d|80)\\d{5}",[4,5,6,7,8,9,10,11,12,13],[["(\\d{4,5})","$1",["21"]],["(\\d{3})(\\d{3,4})","$1 $2",["0"]],["(\\d{3})(\\d{4})","$1 $2",["[49]0|8"],"0$1"],["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["9"],"0$1"],["(\\d{4})(\\d{4})","$1 $2",["[124]"]],["(\\d{3})(\\d{3})(\\d{2,4})","$1 $2 $3",["0"]],["(\\d{3})(\\d{3})(\\d{3})(\\d{2,4})","$1 $2 $3 $4",["0"]]],"0",0,0,0,0,0,[["(?:1(?:770|9(?:20|[89]7))|(?:2\\d|4[2-7])\\d\\d)\\d{4}",[8]],["9[1-9]\\d{6}",[8]],["0004\\d{2,9}|(?:405|80[05])\\d{4}",[6,7,8,9,10,11,12,13]],["90[0-8]\\d{4}",[7]],0,0,["21\\d{2,3}",[4,5]]],"00"," int. "],UZ:["998","00","(?:20|33|[5-9]\\d)\\d{7}",[9],[["(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["[235-9]"]]],0,0,0,0,0,0,[["(?:55\\d\\d|6(?:1(?:22|3[124]|4[1-4]|5[1-3578]|64)|2(?:22|3[0-57-9]|41)|5(?:22|3[3-7]|5[024-8])|[69]\\d\\d|7(?:[23]\\d|7[69]))|7(?:[168]\\d\\d|2(?:22|3[13-57-9]|4[1-3579]|5[14])|3(?:2\\d|3[1578]|4[1-35-7]|5[1-57]|61)|4(?:2\\d|3[1-579]|7[1-79])|5(?:22|5[1-9]|6[1457])|9(?:22|5[1-9])))\\d{5}"],["(?:(?:[25]0|33|8[078]|9[0-57-9])\\d{3}|6(?:1(?:2(?:2[01]|98)|35[0-4]|50\\d|61[23]|7(?:[01][017]|4\\d|55|9[5-9]))|2(?:(?:11|7\\d)\\d|2(?:[12]1|9[01379])|5(?:[126]\\d|3[0-4]))|5(?:19[01]|2(?:27|9[26])|(?:30|59|7\\d)\\d)|6(?:2(?:1[5-9]|2[0367]|38|41|52|60)|(?:3[79]|9[0-3])\\d|4(?:56|83)|7(?:[07]\\d|1[017]|3[07]|4[047]|5[057]|67|8[0178]|9[79]))|7(?:2(?:24|3[237]|4[5-9]|7[15-8])|5(?:7[12]|8[0589])|7(?:0\\d|[39][07])|9(?:0\\d|7[079])))|7(?:[07]\\d{3}|2(?:2(?:2[79]|95)|3(?:2[5-9]|6[0-6])|57\\d|7(?:0\\d|1[17]|2[27]|3[37]|44|5[057]|66|88))|3(?:2(?:1[0-6]|21|3[469]|7[159])|(?:33|9[4-6])\\d|5(?:0[0-4]|5[579]|9\\d)|7(?:[0-3579]\\d|4[0467]|6[67]|8[078]))|4(?:2(?:29|5[0257]|6[0-7]|7[1-57])|5(?:1[0-4]|8\\d|9[5-9])|7(?:0\\d|1[024589]|2[0-27]|3[0137]|[46][07]|5[01]|7[5-9]|9[079])|9(?:7[015-9]|[89]\\d))|5(?:112|2(?:0\\d|2[29]|[49]4)|3[1568]\\d|52[6-9]|7(?:0[01578]|1[017]|[23]7|4[047]|[5-7]\\d|8[78]|9[079]))|9(?:22[128]|3(?:2[0-4]|7\\d)|57[02569]|7(?:2[05-9]|3[37]|4\\d|60|7[2579]|87|9[07]))))\\d{4}"]]],VA:["39","00","0\\d{5,10}|3[0-8]\\d{7,10}|55\\d{8}|8\\d{5}(?:\\d{2,4})?|(?:1\\d|39)\\d{7,8}",[6,7,8,9,10,11,12],0,0,0,0,0,0,"06698",[["06698\\d{1,6}",[6,7,8,9,10,11]],["3[1-9]\\d{8}|3[2-9]\\d{7}",[9,10]],["80(?:0\\d{3}|3)\\d{3}",[6,9]],["(?:0878\\d{3}|89(?:2\\d|3[04]|4(?:[0-4]|[5-9]\\d\\d)|5[0-4]))\\d\\d|(?:1(?:44|6[346])|89(?:38|5[5-9]|9))\\d{6}",[6,8,9,10]],["1(?:78\\d|99)\\d{6}",[9,10]],["3[2-8]\\d{9,10}",[11,12]],0,0,["55\\d{8}",[10]],["84(?:[08]\\d{3}|[17])\\d{3}",[6,9]]]],VC:["1","011","(?:[58]\\d\\d|784|900)\\d{7}",[10],0,"1",0,"([2-7]\\d{6})$|1","784$1",0,"784",[["784(?:266|3(?:6[6-9]|7\\d|8[0-6])|4(?:38|5[0-36-8]|8[0-8])|5(?:55|7[0-2]|93)|638|784)\\d{4}"],["784(?:4(?:3[0-5]|5[45]|89|9[0-8])|5(?:2[6-9]|3[0-4])|720)\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"],0,0,0,["78451[0-2]\\d{4}"]]],VE:["58","00","[68]00\\d{7}|(?:[24]\\d|[59]0)\\d{8}",[10],[["(\\d{3})(\\d{7})","$1-$2",["[24-689]"],"0$1"]],"0",0,0,0,0,0,[["(?:2(?:12|3[457-9]|[467]\\d|[58][1-9]|9[1-6])|[4-6]00)\\d{7}"],["4(?:1[24-8]|2[246])\\d{7}"],["800\\d{7}"],["90[01]\\d{7}"],0,0,["501\\d{7}"]]],VG:["1","011","(?:284|[58]\\d\\d|900)\\d{7}",[10],0,"1",0,"([2-578]\\d{6})$|1","284$1",0,"284",[["284(?:229|4(?:22|9[45])|774|8(?:52|6[459]))\\d{4}"],["284(?:245|3(?:0[0-3]|4[0-7]|68|9[34])|4(?:4[0-6]|68|9[69])|5(?:4[0-7]|68|9[69]))\\d{4}"],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],VI:["1","011","[58]\\d{9}|(?:34|90)0\\d{7}",[10],0,"1",0,"([2-9]\\d{6})$|1","340$1",0,"340",[["340(?:2(?:0\\d|10|2[06-8]|4[49]|77)|3(?:32|44)|4(?:2[23]|44|7[34]|89)|5(?:1[34]|55)|6(?:2[56]|4[23]|77|9[023])|7(?:1[2-57-9]|2[57]|7\\d)|884|998)\\d{4}"],[""],["8(?:00|33|44|55|66|77|88)[2-9]\\d{6}"],["900[2-9]\\d{6}"],["52(?:3(?:[2-46-9][02-9]\\d|5(?:[02-46-9]\\d|5[0-46-9]))|4(?:[2-478][02-9]\\d|5(?:[034]\\d|2[024-9]|5[0-46-9])|6(?:0[1-9]|[2-9]\\d)|9(?:[05-9]\\d|2[0-5]|49)))\\d{4}|52[34][2-9]1[02-9]\\d{4}|5(?:00|2[125-9]|3[23]|44|66|77|88)[2-9]\\d{6}"]]],VN:["84","00","[12]\\d{9}|[135-9]\\d{8}|[16]\\d{6,7}|7\\d{6}",[7,8,9,10],[["(\\d{4})(\\d{4,6})","$1 $2",["1(?:2[02]|[89])"],0,1],["(\\d{2})(\\d{3})(\\d{2})(\\d{2})","$1 $2 $3 $4",["1[26]|6"],"0$1",1],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[1357-9]"],"0$1",1],["(\\d{2})(\\d{4})(\\d{4})","$1 $2 $3",["2[48]"],"0$1",1],["(\\d{3})(\\d{4})(\\d{3})","$1 $2 $3",["2"],"0$1",1]],"0",0,0,0,0,0,[["2(?:0[3-9]|1[0-689]|2[0-25-9]|[38][2-9]|4[2-8]|5[124-9]|6[0-39]|7[0-7]|9[0-4679])\\d{7}",[10]],["121[0-3]\\d{5}|(?:1[46]0|(?:3\\d|7[06-9])\\d|5(?:[1689]\\d|2[238]|59)|8(?:[1-8]\\d|9[6-9])|9(?:[0-8]\\d|9[013-9]))\\d{6}",[9]],["1800\\d{4,6}|12(?:0[13]|28)\\d{4}",[8,9,10]],["1900\\d{4,6}",[8,9,10]],0,0,["[17]99\\d{4}|69\\d{5,6}",[7,8]],0,["672\\d{6}",[9]]]],VU:["678","00","[57-9]\\d{6}|(?:[238]\\d|48)\\d{3}",[5,7],[["(\\d{3})(\\d{4})","$1 $2",["[57-9]"]]],0,0,0,0,0,0,[["(?:38[0-8]|48[4-9])\\d\\d|(?:2[02-9]|3[4-7]|88)\\d{3}",[5]],["(?:[58]\\d|7[0-7])\\d{5}",[7]],["81[18]\\d\\d",[5]],0,0,0,["(?:3[03]|900\\d)\\d{3}"],0,["9(?:0[1-9]|1[01])\\d{4}",[7]]]],WF:["681","00","(?:40|72|8\\d{4})\\d{4}|[89]\\d{5}",[6,9],[["(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3",["[47-9]"]],["(\\d{3})(\\d{2})(\\d{2})(\\d{2})","$1 $2 $3 $4",["8"]]],0,0,0,0,0,0,[["72\\d{4}",[6]],["(?:72|8[23])\\d{4}",[6]],["80[0-5]\\d{6}",[9]],0,0,["[48]0\\d{4}",[6]],0,0,["9[23]\\d{4}",[6]]]],WS:["685","0","(?:[2-6]|8\\d{5})\\d{4}|[78]\\d{6}|[68]\\d{5}",[5,6,7,10],[["(\\d{5})","$1",["[2-5]|6[1-9]"]],["(\\d{3})(\\d{3,7})","$1 $2",["[68]"]],["(\\d{2})(\\d{5})","$1 $2",["7"]]],0,0,0,0,0,0,[["6[1-9]\\d{3}|(?:[2-5]|60)\\d{4}",[5,6]],["(?:7[1-35-8]|8(?:[3-7]|9\\d{3}))\\d{5}",[7,10]],["800\\d{3}",[6]]]],XK:["383","00","2\\d{7,8}|3\\d{7,11}|(?:4\\d\\d|[89]00)\\d{5}",[8,9,10,11,12],[["(\\d{3})(\\d{5})","$1 $2",["[89]"],"0$1"],["(\\d{2})(\\d{3})(\\d{3})","$1 $2 $3",["[2-4]"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["2|39"],"0$1"],["(\\d{2})(\\d{7,10})","$1 $2",["3"],"0$1"]],"0",0,0,0,0,0,[["38\\d{6,10}|(?:2[89]|39)(?:0\\d{5,6}|[1-9]\\d{5})"],["4[3-9]\\d{6}",[8]],["800\\d{5}",[8]],["900\\d{5}",[8]]]],YE:["967","00","(?:1|7\\d)\\d{7}|[1-7]\\d{6}",[7,8,9],[["(\\d)(\\d{3})(\\d{3,4})","$1 $2 $3",["[1-6]|7(?:[24-6]|8[0-7])"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["7"],"0$1"]],"0",0,0,0,0,0,[["78[0-7]\\d{4}|17\\d{6}|(?:[12][2-68]|3[2358]|4[2-58]|5[2-6]|6[3-58]|7[24-6])\\d{5}",[7,8]],["7[01378]\\d{7}",[9]]]],YT:["262","00","(?:639\\d|7093)\\d{5}|(?:26|80|9\\d)\\d{7}",[9],0,"0",0,0,0,0,0,[["26(?:89\\d|9(?:0[0-467]|15|5[0-4]|6\\d|[78]0))\\d{4}"],["(?:639(?:0[0-79]|1[019]|[267]\\d|3[09]|40|5[05-9]|9[04-79])|7093[5-7])\\d{4}"],["80\\d{7}"],0,0,0,0,0,["9(?:(?:39|47)8[01]|769\\d)\\d{4}"]]],ZA:["27","00","[1-79]\\d{8}|8\\d{4,9}",[5,6,7,8,9,10],[["(\\d{2})(\\d{3,4})","$1 $2",["8[1-4]"],"0$1"],["(\\d{2})(\\d{3})(\\d{2,3})","$1 $2 $3",["8[1-4]"],"0$1"],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["860"],"0$1"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["[1-9]"],"0$1"],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["8"],"0$1"]],"0",0,0,0,0,0,[["(?:2(?:0330|4302)|52087)0\\d{3}|(?:1[0-8]|2[1-378]|3[1-69]|4\\d|5[1346-8])\\d{7}",[9]],["(?:1(?:3492[0-25]|4495[0235]|549(?:20|5[01]))|4[34]492[01])\\d{3}|8[1-4]\\d{3,7}|(?:2[27]|47|54)4950\\d{3}|(?:1(?:049[2-4]|9[12]\\d\\d)|(?:50[0-2]|[67]\\d\\d)\\d\\d|8(?:5\\d{3}|7(?:08[67]|158|28[5-9]|310)))\\d{4}|(?:1[6-8]|28|3[2-69]|4[025689]|5[36-8])4920\\d{3}|(?:12|[2-5]1)492\\d{4}",[5,6,7,8,9]],["80\\d{7}",[9]],["(?:86[2-9]|9[0-2]\\d)\\d{6}",[9]],0,0,["861\\d{6,7}",[9,10]],0,["87(?:08[0-589]|15[0-79]|28[0-4]|31[1-9])\\d{4}|87(?:[02][0-79]|1[0-46-9]|3[02-9]|[4-9]\\d)\\d{5}",[9]],["860\\d{6}",[9]]]],ZM:["260","00","800\\d{6}|(?:21|[579]\\d|63)\\d{7}",[9],[["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[28]"],"0$1"],["(\\d{2})(\\d{7})","$1 $2",["[579]"],"0$1"]],"0",0,0,0,0,0,[["21[1-8]\\d{6}"],["(?:[59][5-8]|7[5-9])\\d{7}"],["800\\d{6}"],0,0,0,0,0,["63\\d{7}"]]],ZW:["263","00","8\\d{6}(?:\\d{3})?|[235-8]\\d{8}",[7,9,10],[["(\\d{3})(\\d{4})","$1 $2",["80"],"0$1"],["(\\d{2})(\\d{3})(\\d{3,4})","$1 $2 $3",["29[013-9]"],"0$1"],["(\\d{2})(\\d{7})","$1 $2",["[256]|39|8[13-59]"],"(0$1)"],["(\\d{2})(\\d{3})(\\d{4})","$1 $2 $3",["7"],"0$1"],["(\\d{3})(\\d{3})(\\d{3,4})","$1 $2 $3",["3"],"0$1"],["(\\d{4})(\\d{6})","$1 $2",["8"],"0$1"]],"0",0,0,0,0,0,[["(?:2(?:02[014]|(?:42|9\\d)\\d|[56]20|72[03])|3(?:123|92\\d)|5(?:42\\d|525)|6(?:[16-8]21|52[013])|8(?:[1349]28|523))\\d{5}",[9]],["7(?:[1278]\\d|3[1-9]|51|9[01])\\d{6}",[9]],["80(?:[01]\\d|20|8[0-8])\\d{3}",[7]],0,0,0,0,0,["86(?:1[12]|22|30|44|55|77|8[368])\\d{6}",[10]]]]},nonGeographic:{800:["800",0,"(?:00|[1-9]\\d)\\d{6}",[8],[["(\\d{4})(\\d{4})","$1 $2",["\\d"]]],0,0,0,0,0,0,[0,0,["(?:00|[1-9]\\d)\\d{6}"]]],808:["808",0,"[1-9]\\d{7}",[8],[["(\\d{4})(\\d{4})","$1 $2",["[1-9]"]]],0,0,0,0,0,0,[0,0,0,0,0,0,0,0,0,["[1-9]\\d{7}"]]],870:["870",0,"7\\d{11}|[235-7]\\d{8}",[9,12],[["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["[235-7]"]]],0,0,0,0,0,0,[0,["(?:[356]|774[45])\\d{8}|7[6-8]\\d{7}"],0,0,0,0,0,0,["2\\d{8}",[9]]]],878:["878",0,"10\\d{10}",[12],[["(\\d{2})(\\d{5})(\\d{5})","$1 $2 $3",["1"]]],0,0,0,0,0,0,[0,0,0,0,0,0,0,0,["10\\d{10}"]]],881:["881",0,"6\\d{9}|[0-36-9]\\d{8}",[9,10],[["(\\d)(\\d{3})(\\d{5})","$1 $2 $3",["[0-37-9]"]],["(\\d)(\\d{3})(\\d{5,6})","$1 $2 $3",["6"]]],0,0,0,0,0,0,[0,["6\\d{9}|[0-36-9]\\d{8}"]]],882:["882",0,"[13]\\d{6}(?:\\d{2,5})?|[19]\\d{7}|(?:[25]\\d\\d|4)\\d{7}(?:\\d{2})?",[7,8,9,10,11,12],[["(\\d{2})(\\d{5})","$1 $2",["16|342"]],["(\\d{2})(\\d{6})","$1 $2",["49"]],["(\\d{2})(\\d{2})(\\d{4})","$1 $2 $3",["1[36]|9"]],["(\\d{2})(\\d{4})(\\d{3})","$1 $2 $3",["3[23]"]],["(\\d{2})(\\d{3,4})(\\d{4})","$1 $2 $3",["16"]],["(\\d{2})(\\d{4})(\\d{4})","$1 $2 $3",["10|23|3(?:[15]|4[57])|4|5[12]"]],["(\\d{3})(\\d{4})(\\d{4})","$1 $2 $3",["34"]],["(\\d{2})(\\d{4,5})(\\d{5})","$1 $2 $3",["[1-35]"]]],0,0,0,0,0,0,[0,["342\\d{4}|(?:337|49)\\d{6}|(?:3(?:2|47|7\\d{3})|5(?:0\\d{3}|2[0-2]))\\d{7}",[7,8,9,10,12]],0,0,0,["348[57]\\d{7}",[11]],0,0,["1(?:3(?:0[0347]|[13][0139]|2[035]|4[013568]|6[0459]|7[06]|8[15-8]|9[0689])\\d{4}|6\\d{5,10})|(?:345\\d|9[89])\\d{6}|(?:10|2(?:3|85\\d)|3(?:[15]|[69]\\d\\d)|4[15-8]|51)\\d{8}"]]],883:["883",0,"(?:[1-4]\\d|51)\\d{6,10}",[8,9,10,11,12],[["(\\d{3})(\\d{3})(\\d{2,8})","$1 $2 $3",["[14]|2[24-689]|3[02-689]|51[24-9]"]],["(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3",["510"]],["(\\d{3})(\\d{3})(\\d{4})","$1 $2 $3",["21"]],["(\\d{4})(\\d{4})(\\d{4})","$1 $2 $3",["51[13]"]],["(\\d{3})(\\d{3})(\\d{3})(\\d{3})","$1 $2 $3 $4",["[235]"]]],0,0,0,0,0,0,[0,0,0,0,0,0,0,0,["(?:2(?:00\\d\\d|10)|(?:370[1-9]|51\\d0)\\d)\\d{7}|51(?:00\\d{5}|[24-9]0\\d{4,7})|(?:1[0-79]|2[24-689]|3[02-689]|4[0-4])0\\d{5,9}"]]],888:["888",0,"\\d{11}",[11],[["(\\d{3})(\\d{3})(\\d{5})","$1 $2 $3"]],0,0,0,0,0,0,[0,0,0,0,0,0,["\\d{11}"]]],979:["979",0,"[1359]\\d{8}",[9],[["(\\d)(\\d{4})(\\d{4})","$1 $2 $3",["[1359]"]]],0,0,0,0,0,0,[0,0,0,["[1359]\\d{8}"]]]}};function j(t,e){var n=Array.prototype.slice.call(e);return n.push(Ae),t.apply(this,n)}function Wt(t,e){t=t.split("-"),e=e.split("-");for(var n=t[0].split("."),d=e[0].split("."),r=0;r<3;r++){var i=Number(n[r]),o=Number(d[r]);if(i>o)return 1;if(o>i)return-1;if(!isNaN(i)&&isNaN(o))return 1;if(isNaN(i)&&!isNaN(o))return-1}return t[1]&&e[1]?t[1]>e[1]?1:t[1]<e[1]?-1:0:!t[1]&&e[1]?1:t[1]&&!e[1]?-1:0}var yi={}.constructor;function H(t){return t!=null&&t.constructor===yi}var Wi=/^\d+$/;function Vt(t){return Wi.test(t)}function p0(t){"@babel/helpers - typeof";return p0=typeof Symbol=="function"&&typeof Symbol.iterator=="symbol"?function(e){return typeof e}:function(e){return e&&typeof Symbol=="function"&&e.constructor===Symbol&&e!==Symbol.prototype?"symbol":typeof e},p0(t)}function me(t,e){if(!(t instanceof e))throw new TypeError("Cannot call a class as a function")}function id(t,e){for(var n=0;n<e.length;n++){var d=e[n];d.enumerable=d.enumerable||!1,d.configurable=!0,"value"in d&&(d.writable=!0),Object.defineProperty(t,Vi(d.key),d)}}function Ce(t,e,n){return e&&id(t.prototype,e),n&&id(t,n),Object.defineProperty(t,"prototype",{writable:!1}),t}function Vi(t){var e=Si(t,"string");return p0(e)=="symbol"?e:e+""}function Si(t,e){if(p0(t)!="object"||!t)return t;var n=t[Symbol.toPrimitive];if(n!==void 0){var d=n.call(t,e||"default");if(p0(d)!="object")return d;throw new TypeError("@@toPrimitive must return a primitive value.")}return(e==="string"?String:Number)(t)}var Ni="1.2.0",wi="1.7.35",od=" ext. ",$=(function(){function t(e){me(this,t),St(e),this.metadata=e,ld.call(this,e)}return Ce(t,[{key:"getCountries",value:function(){return Object.keys(this.metadata.countries).filter(function(n){return n!=="001"})}},{key:"getCountryMetadata",value:function(n){return this.metadata.countries[n]}},{key:"nonGeographic",value:function(){if(!(this.v1||this.v2||this.v3))return this.metadata.nonGeographic||this.metadata.nonGeographical}},{key:"hasCountry",value:function(n){return this.getCountryMetadata(n)!==void 0}},{key:"hasCallingCode",value:function(n){if(this.getCountryCodesForCallingCode(n))return!0;if(this.nonGeographic()){if(this.nonGeographic()[n])return!0}else{var d=this.countryCallingCodes()[n];if(d&&d.length===1&&d[0]==="001")return!0}}},{key:"isNonGeographicCallingCode",value:function(n){return this.nonGeographic()?!!this.nonGeographic()[n]:!this.getCountryCodesForCallingCode(n)}},{key:"country",value:function(n){return this.selectNumberingPlan(n)}},{key:"selectNumberingPlan",value:function(n,d){var r,i;if(n&&(Vt(n)?i=n:r=n),d&&(i=d),r&&r!=="001"){var o=this.getCountryMetadata(r);if(!o)throw new Error("Unknown country: ".concat(r));this.numberingPlan=new ad(o,this)}else if(i){if(!this.hasCallingCode(i))throw new Error("Unknown calling code: ".concat(i));this.numberingPlan=new ad(this.getNumberingPlanMetadata(i),this)}else this.numberingPlan=void 0;return this}},{key:"getCountryCodesForCallingCode",value:function(n){var d=this.countryCallingCodes()[n];if(d)return d.length===1&&d[0].length===3?void 0:d}},{key:"getCountryCodeForCallingCode",value:function(n){var d=this.getCountryCodesForCallingCode(n);if(d)return d[0]}},{key:"getNumberingPlanMetadata",value:function(n){var d=this.getCountryCodeForCallingCode(n);if(d)return this.getCountryMetadata(d);if(this.nonGeographic()){var r=this.nonGeographic()[n];if(r)return r}else{var i=this.countryCallingCodes()[n];if(i&&i.length===1&&i[0]==="001")return this.metadata.countries["001"]}}},{key:"countryCallingCode",value:function(){return this.numberingPlan.callingCode()}},{key:"IDDPrefix",value:function(){return this.numberingPlan.IDDPrefix()}},{key:"defaultIDDPrefix",value:function(){return this.numberingPlan.defaultIDDPrefix()}},{key:"nationalNumberPattern",value:function(){return this.numberingPlan.nationalNumberPattern()}},{key:"possibleLengths",value:function(){return this.numberingPlan.possibleLengths()}},{key:"formats",value:function(){return this.numberingPlan.formats()}},{key:"nationalPrefixForParsing",value:function(){return this.numberingPlan.nationalPrefixForParsing()}},{key:"nationalPrefixTransformRule",value:function(){return this.numberingPlan.nationalPrefixTransformRule()}},{key:"leadingDigits",value:function(){return this.numberingPlan.leadingDigits()}},{key:"hasTypes",value:function(){return this.numberingPlan.hasTypes()}},{key:"type",value:function(n){return this.numberingPlan.type(n)}},{key:"ext",value:function(){return this.numberingPlan.ext()}},{key:"countryCallingCodes",value:function(){return this.v1?this.metadata.country_phone_code_to_countries:this.metadata.country_calling_codes}},{key:"chooseCountryByCountryCallingCode",value:function(n){return this.selectNumberingPlan(n)}},{key:"hasSelectedNumberingPlan",value:function(){return this.numberingPlan!==void 0}}])})();var ad=(function(){function t(e,n){me(this,t),this.globalMetadataObject=n,this.metadata=e,ld.call(this,n.metadata)}return Ce(t,[{key:"callingCode",value:function(){return this.metadata[0]}},{key:"_getDefaultCountryMetadataForThisCallingCode",value:function(){return this.globalMetadataObject.getNumberingPlanMetadata(this.callingCode())}},{key:"getDefaultCountryMetadataForRegion",value:function(){return this._getDefaultCountryMetadataForThisCallingCode()}},{key:"IDDPrefix",value:function(){if(!(this.v1||this.v2))return this.metadata[1]}},{key:"defaultIDDPrefix",value:function(){if(!(this.v1||this.v2))return this.metadata[12]}},{key:"nationalNumberPattern",value:function(){return this.v1||this.v2?this.metadata[1]:this.metadata[2]}},{key:"possibleLengths",value:function(){if(!this.v1)return this.metadata[this.v2?2:3]}},{key:"_getFormats",value:function(n){return n[this.v1?2:this.v2?3:4]}},{key:"formats",value:function(){var n=this,d=this._getFormats(this.metadata)||this._getFormats(this._getDefaultCountryMetadataForThisCallingCode())||[];return d.map(function(r){return new vi(r,n)})}},{key:"nationalPrefix",value:function(){return this.metadata[this.v1?3:this.v2?4:5]}},{key:"_getNationalPrefixFormattingRule",value:function(n){return n[this.v1?4:this.v2?5:6]}},{key:"nationalPrefixFormattingRule",value:function(){return this._getNationalPrefixFormattingRule(this.metadata)||this._getNationalPrefixFormattingRule(this._getDefaultCountryMetadataForThisCallingCode())}},{key:"_nationalPrefixForParsing",value:function(){return this.metadata[this.v1?5:this.v2?6:7]}},{key:"nationalPrefixForParsing",value:function(){return this._nationalPrefixForParsing()||this.nationalPrefix()}},{key:"nationalPrefixTransformRule",value:function(){return this.metadata[this.v1?6:this.v2?7:8]}},{key:"_getNationalPrefixIsOptionalWhenFormatting",value:function(){return!!this.metadata[this.v1?7:this.v2?8:9]}},{key:"nationalPrefixIsOptionalWhenFormattingInNationalFormat",value:function(){return this._getNationalPrefixIsOptionalWhenFormatting(this.metadata)||this._getNationalPrefixIsOptionalWhenFormatting(this._getDefaultCountryMetadataForThisCallingCode())}},{key:"leadingDigits",value:function(){return this.metadata[this.v1?8:this.v2?9:10]}},{key:"types",value:function(){return this.metadata[this.v1?9:this.v2?10:11]}},{key:"hasTypes",value:function(){return this.types()&&this.types().length===0?!1:!!this.types()}},{key:"type",value:function(n){if(this.hasTypes()&&sd(this.types(),n))return new Ti(sd(this.types(),n),this)}},{key:"ext",value:function(){return this.v1||this.v2?od:this.metadata[13]||od}}])})(),vi=(function(){function t(e,n){me(this,t),this._format=e,this.metadata=n}return Ce(t,[{key:"pattern",value:function(){return this._format[0]}},{key:"format",value:function(){return this._format[1]}},{key:"leadingDigitsPatterns",value:function(){return this._format[2]||[]}},{key:"nationalPrefixFormattingRule",value:function(){return this._format[3]||this.metadata.nationalPrefixFormattingRule()}},{key:"nationalPrefixIsOptionalWhenFormattingInNationalFormat",value:function(){return!!this._format[4]||this.metadata.nationalPrefixIsOptionalWhenFormattingInNationalFormat()}},{key:"nationalPrefixIsMandatoryWhenFormattingInNationalFormat",value:function(){return this.usesNationalPrefix()&&!this.nationalPrefixIsOptionalWhenFormattingInNationalFormat()}},{key:"usesNationalPrefix",value:function(){return!!(this.nationalPrefixFormattingRule()&&!_i.test(this.nationalPrefixFormattingRule()))}},{key:"internationalFormat",value:function(){return this._format[5]||this.format()}}])})(),_i=/^\(?\$1\)?$/,Ti=(function(){function t(e,n){me(this,t),this.type=e,this.metadata=n}return Ce(t,[{key:"pattern",value:function(){return this.metadata.v1?this.type:this.type[0]}},{key:"possibleLengths",value:function(){if(!this.metadata.v1)return this.type[1]||this.metadata.possibleLengths()}}])})();function sd(t,e){switch(e){case"FIXED_LINE":return t[0];case"MOBILE":return t[1];case"TOLL_FREE":return t[2];case"PREMIUM_RATE":return t[3];case"PERSONAL_NUMBER":return t[4];case"VOICEMAIL":return t[5];case"UAN":return t[6];case"PAGER":return t[7];case"VOIP":return t[8];case"SHARED_COST":return t[9]}}function St(t){if(!t)throw new Error("[libphonenumber-js] `metadata` argument not passed. Check your arguments.");if(!H(t)||!H(t.countries))throw new Error("[libphonenumber-js] `metadata` argument was passed but it's not a valid metadata. Must be an object having `.countries` child object property. Got ".concat(H(t)?"an object of shape: { "+Object.keys(t).join(", ")+" }":"a "+Pi(t)+": "+t,"."))}var Pi=function(e){return p0(e)};function J(t,e){var n=new $(e);if(n.hasCountry(t))return n.selectNumberingPlan(t).countryCallingCode();throw new Error("Unknown country: ".concat(t))}function R0(t,e){return e.countries.hasOwnProperty(t)}function ld(t){var e=t.version;typeof e=="number"?(this.v1=e===1,this.v2=e===2,this.v3=e===3,this.v4=e===4):e?Wt(e,Ni)===-1?this.v2=!0:Wt(e,wi)===-1?this.v3=!0:this.v4=!0:this.v1=!0}function Ri(t,e){var n=typeof Symbol<"u"&&t[Symbol.iterator]||t["@@iterator"];if(n)return(n=n.call(t)).next.bind(n);if(Array.isArray(t)||(n=ki(t))||e&&t&&typeof t.length=="number"){n&&(t=n);var d=0;return function(){return d>=t.length?{done:!0}:{done:!1,value:t[d++]}}}throw new TypeError(`Invalid attempt to iterate non-iterable instance.
In order to be iterable, non-array objects must have a [Symbol.iterator]() method.`)}function ki(t,e){if(t){if(typeof t=="string")return ud(t,e);var n={}.toString.call(t).slice(8,-1);return n==="Object"&&t.constructor&&(n=t.constructor.name),n==="Map"||n==="Set"?Array.from(t):n==="Arguments"||/^(?:Ui|I)nt(?:8|16|32)(?:Clamped)?Array$/.test(n)?ud(t,e):void 0}}function ud(t,e){(e==null||e>t.length)&&(e=t.length);for(var n=0,d=Array(e);n<e;n++)d[n]=t[n];return d}function Nt(t,e){for(var n=t.slice(),d=Ri(e),r;!(r=d()).done;){var i=r.value;t.indexOf(i)<0&&n.push(i)}return n.sort(function(o,a){return o-a})}function s0(t,e,n){return cd(t,void 0,e,n)}function cd(t,e,n,d){n&&(d=new $(d.metadata),d.selectNumberingPlan(n));var r=d.type(e),i=r&&r.possibleLengths()||d.possibleLengths();if(!i)return"IS_POSSIBLE";if(e==="FIXED_LINE_OR_MOBILE"){if(!d.type("FIXED_LINE"))return cd(t,"MOBILE",n,d);var o=d.type("MOBILE");o&&(i=Nt(i,o.possibleLengths()))}else if(e&&!r)return"INVALID_LENGTH";var a=t.length,s=i[0];return s===a?"IS_POSSIBLE":s>a?"TOO_SHORT":i[i.length-1]<a?"TOO_LONG":i.indexOf(a,1)>=0?"IS_POSSIBLE":"INVALID_LENGTH"}function wt(t,e,n){e===void 0&&(e={});var d=new $(n);if(e.v2){if(!t.countryCallingCode)throw new Error("Invalid phone number object passed");d.selectNumberingPlan(t.country||t.countryCallingCode)}else{if(!t.phone)return!1;if(t.country){if(!d.hasCountry(t.country))throw new Error("Unknown country: ".concat(t.country));d.selectNumberingPlan(t.country)}else{if(!t.countryCallingCode)throw new Error("Invalid phone number object passed");d.selectNumberingPlan(t.countryCallingCode)}}if(d.possibleLengths())return vt(t.phone||t.nationalNumber,d);if(t.countryCallingCode&&d.isNonGeographicCallingCode(t.countryCallingCode))return!0;throw new Error('Missing "possibleLengths" in metadata. Perhaps the metadata has been generated before v1.0.18.')}function vt(t,e){return s0(t,void 0,e)==="IS_POSSIBLE"}function y(t,e){return t=t||"",new RegExp("^(?:"+e+")$").test(t)}function Ii(t,e){var n=typeof Symbol<"u"&&t[Symbol.iterator]||t["@@iterator"];if(n)return(n=n.call(t)).next.bind(n);if(Array.isArray(t)||(n=Oi(t))||e&&t&&typeof t.length=="number"){n&&(t=n);var d=0;return function(){return d>=t.length?{done:!0}:{done:!1,value:t[d++]}}}throw new TypeError(`Invalid attempt to iterate non-iterable instance.
In order to be iterable, non-array objects must have a [Symbol.iterator]() method.`)}function Oi(t,e){if(t){if(typeof t=="string")return fd(t,e);var n={}.toString.call(t).slice(8,-1);return n==="Object"&&t.constructor&&(n=t.constructor.name),n==="Map"||n==="Set"?Array.from(t):n==="Arguments"||/^(?:Ui|I)nt(?:8|16|32)(?:Clamped)?Array$/.test(n)?fd(t,e):void 0}}function fd(t,e){(e==null||e>t.length)&&(e=t.length);for(var n=0,d=Array(e);n<e;n++)d[n]=t[n];return d}var Li=["MOBILE","PREMIUM_RATE","TOLL_FREE","SHARED_COST","VOIP","PERSONAL_NUMBER","PAGER","UAN","VOICEMAIL"];function l0(t,e,n){if(e=e||{},!(!t.country&&!t.countryCallingCode)){var d=new $(n);d.selectNumberingPlan(t.country||t.countryCallingCode);var r=e.v2?t.nationalNumber:t.phone;if(y(r,d.nationalNumberPattern())){if(_t(r,"FIXED_LINE",d))return d.type("MOBILE")&&d.type("MOBILE").pattern()===""||!d.type("MOBILE")||_t(r,"MOBILE",d)?"FIXED_LINE_OR_MOBILE":"FIXED_LINE";for(var i=Ii(Li),o;!(o=i()).done;){var a=o.value;if(_t(r,a,d))return a}}}}function _t(t,e,n){var d=n.type(e);return!d||!d.pattern()||d.possibleLengths()&&d.possibleLengths().indexOf(t.length)<0?!1:y(t,d.pattern())}function Tt(t,e,n){e=e||{};var d=new $(n);if(d.selectNumberingPlan(t.country||t.countryCallingCode),d.hasTypes())return l0(t,e,d.metadata)!==void 0;var r=e.v2?t.nationalNumber:t.phone;return y(r,d.nationalNumberPattern())}var Ui=/^[A-Z]{2}$/;function Pt(t){return Ui.test(t)}var Gi=!1;function Rt(t,e){var n,d,r=new $(e);return Pt(t)?(n=t,r.selectNumberingPlan(n),d=r.countryCallingCode()):(d=t,Gi&&r.isNonGeographicCallingCode(d)&&(n="001")),{country:n,callingCode:d}}function kt(t,e,n){var d=new $(n),r=d.getCountryCodesForCallingCode(t);return r?r.filter(function(i){return Hi(e,i,n)}):[]}function Hi(t,e,n){var d=new $(n);return d.selectNumberingPlan(e),d.numberingPlan.possibleLengths().indexOf(t.length)>=0}var k0=2,Fd=17,hd=3,W="0-9０-９٠-٩۰-۹",ji="-‐-―−ー－",Ki="／/",zi="．.",qi="  ­​⁠　",Xi="()（）［］\\[\\]",Zi="~⁓∼～",E0="".concat(ji).concat(Ki).concat(zi).concat(qi).concat(Xi).concat(Zi),I0="+＋";var Yi=new RegExp("(["+W+"])");function It(t,e,n,d){if(e){var r=new $(d);r.selectNumberingPlan(e||n);var i=new RegExp(r.IDDPrefix());if(t.search(i)===0){t=t.slice(t.match(i)[0].length);var o=t.match(Yi);if(!(o&&o[1]!=null&&o[1].length>0&&o[1]==="0"))return t}}}function Ot(t,e){if(t&&e.numberingPlan.nationalPrefixForParsing()){var n=new RegExp("^(?:"+e.numberingPlan.nationalPrefixForParsing()+")"),d=n.exec(t);if(d){var r,i,o=d.length-1,a=o>0&&d[o];if(e.nationalPrefixTransformRule()&&a)r=t.replace(n,e.nationalPrefixTransformRule()),o>1&&(i=d[1]);else{var s=d[0];r=t.slice(s.length),a&&(i=d[1])}var l;if(a){var u=t.indexOf(d[1]),c=t.slice(0,u);c===e.numberingPlan.nationalPrefix()&&(l=e.numberingPlan.nationalPrefix())}else l=d[0];return{nationalNumber:r,nationalPrefix:l,carrierCode:i}}}return{nationalNumber:t}}function Ji(t,e){var n=typeof Symbol<"u"&&t[Symbol.iterator]||t["@@iterator"];if(n)return(n=n.call(t)).next.bind(n);if(Array.isArray(t)||(n=Qi(t))||e&&t&&typeof t.length=="number"){n&&(t=n);var d=0;return function(){return d>=t.length?{done:!0}:{done:!1,value:t[d++]}}}throw new TypeError(`Invalid attempt to iterate non-iterable instance.
In order to be iterable, non-array objects must have a [Symbol.iterator]() method.`)}function Qi(t,e){if(t){if(typeof t=="string")return Ad(t,e);var n={}.toString.call(t).slice(8,-1);return n==="Object"&&t.constructor&&(n=t.constructor.name),n==="Map"||n==="Set"?Array.from(t):n==="Arguments"||/^(?:Ui|I)nt(?:8|16|32)(?:Clamped)?Array$/.test(n)?Ad(t,e):void 0}}function Ad(t,e){(e==null||e>t.length)&&(e=t.length);for(var n=0,d=Array(e);n<e;n++)d[n]=t[n];return d}function Lt(t,e,n){for(var d=new $(n),r=Ji(e),i;!(i=r()).done;){var o=i.value;if(d.selectNumberingPlan(o),d.leadingDigits()){if(t&&t.search(d.leadingDigits())===0)return o}else if(l0({phone:t,country:o},void 0,d.metadata))return o}}var eo=!1;function O0(t,e){var n=e.nationalNumber,d=e.metadata;if(eo&&d.isNonGeographicCallingCode(t))return"001";var r=d.getCountryCodesForCallingCode(t);if(r)return r.length===1?r[0]:Lt(n,r,d.metadata)}function M0(t,e,n){var d=Ot(t,n),r=d.carrierCode,i=d.nationalNumber;if(i!==t){if(!to(t,i,n))return{nationalNumber:t};if(n.numberingPlan.possibleLengths()&&(e||(e=O0(n.numberingPlan.callingCode(),{nationalNumber:i,metadata:n})),!no(i,e,n)))return{nationalNumber:t}}return{nationalNumber:i,carrierCode:r}}function to(t,e,n){return!(y(t,n.nationalNumberPattern())&&!y(e,n.nationalNumberPattern()))}function no(t,e,n){switch(s0(t,e,n)){case"TOO_SHORT":case"INVALID_LENGTH":return!1;default:return!0}}function Ut(t,e,n,d,r){if(!(e||n||d))return{number:t};var i=e||n?J(e||n,r):d;if(t.indexOf(i)===0){var o=new $(r);o.selectNumberingPlan(e||n||d);var a=t.slice(i.length),s=M0(a,void 0,o),l=s.nationalNumber,u=M0(t,void 0,o),c=u.nationalNumber;if(!y(c,o.nationalNumberPattern())&&y(l,o.nationalNumberPattern())||s0(c,void 0,o)==="TOO_LONG")return{countryCallingCode:i,number:a}}return{number:t}}function L0(t,e,n,d,r){if(!t)return{};var i;if(t[0]!=="+"){var o=It(t,e||n,d,r);if(o&&o!==t)i=!0,t="+"+o;else{if(e||n||d){var a=Ut(t,e,n,d,r),s=a.countryCallingCode,l=a.number;if(s)return{countryCallingCodeSource:"FROM_NUMBER_WITHOUT_PLUS_SIGN",countryCallingCode:s,number:l}}return{number:t}}}if(t[1]==="0")return{};for(var u=new $(r),c=2;c-1<=hd&&c<=t.length;){var F=t.slice(1,c);if(u.hasCallingCode(F))return u.selectNumberingPlan(F),{countryCallingCodeSource:i?"FROM_NUMBER_WITH_IDD":"FROM_NUMBER_WITH_PLUS_SIGN",countryCallingCode:F,number:t.slice(c)};c++}return{}}function Gt(t){return t.replace(new RegExp("[".concat(E0,"]+"),"g")," ").trim()}var ro=/(\$\d)/;function Ht(t,e,n){var d=n.useInternationalFormat,r=n.withNationalPrefix,i=n.carrierCode,o=n.metadata,a=t.replace(new RegExp(e.pattern()),d?e.internationalFormat():r&&e.nationalPrefixFormattingRule()?e.format().replace(ro,e.nationalPrefixFormattingRule()):e.format());return d?Gt(a):a}var io=/^[\d]+(?:[~\u2053\u223C\uFF5E][\d]+)?$/;function jt(t,e,n){var d=new $(n);if(d.selectNumberingPlan(t||e),d.defaultIDDPrefix())return d.defaultIDDPrefix();if(io.test(d.IDDPrefix()))return d.IDDPrefix()}var oo=";ext=",g0=function(e){return"([".concat(W,"]{1,").concat(e,"})")};function U0(t){var e="20",n="15",d="9",r="6",i="[  \\t,]*",o="[:\\.．]?[  \\t,-]*",a="#?",s="(?:e?xt(?:ensi(?:ó?|ó))?n?|ｅ?ｘｔｎ?|доб|anexo)",l="(?:[xｘ#＃~～]|int|ｉｎｔ)",u="[- ]+",c="[  \\t]*",F="(?:,{2}|;)",h=oo+g0(e),C=i+s+o+g0(e)+a,m=i+l+o+g0(d)+a,D=u+g0(r)+"#",V=c+F+o+g0(n)+a,Q=c+"(?:,)+"+o+g0(d)+a;return h+"|"+C+"|"+m+"|"+D+"|"+V+"|"+Q}var ao="["+W+"]{"+k0+"}",so="["+I0+"]{0,1}(?:["+E0+"]*["+W+"]){3,}["+E0+W+"]*",lo=new RegExp("^["+I0+"]{0,1}(?:["+E0+"]*["+W+"]){1,2}$","i"),uo=so+"(?:"+U0()+")?",co=new RegExp("^"+ao+"$|^"+uo+"$","i");function Kt(t){return t.length>=k0&&co.test(t)}function md(t){return lo.test(t)}function Cd(t){var e=t.number,n=t.ext;if(!e)return"";if(e[0]!=="+")throw new Error('"formatRFC3966()" expects "number" to be in E.164 format.');return"tel:".concat(e).concat(n?";ext="+n:"")}var $d={formatExtension:function(e,n,d){return"".concat(e).concat(d.ext()).concat(n)}};function qt(t,e,n,d){n?n=ho({},$d,n):n=$d;var r=new $(d);if(t.country&&t.country!=="001"){if(!r.hasCountry(t.country))throw new Error("Unknown country: ".concat(t.country));r.selectNumberingPlan(t.country)}else if(t.countryCallingCode)r.selectNumberingPlan(t.countryCallingCode);else return t.phone||"";var i=r.countryCallingCode(),o=n.v2?t.nationalNumber:t.phone,a;switch(e){case"NATIONAL":return o?(a=$e(o,t.carrierCode,"NATIONAL",r,n),zt(a,t.ext,r,n.formatExtension)):"";case"INTERNATIONAL":return o?(a=$e(o,null,"INTERNATIONAL",r,n),a="+".concat(i," ").concat(a),zt(a,t.ext,r,n.formatExtension)):"+".concat(i);case"E.164":return"+".concat(i).concat(o);case"RFC3966":return Cd({number:"+".concat(i).concat(o),ext:t.ext});case"IDD":if(!n.fromCountry)return;var s=Fo(o,t.carrierCode,i,n.fromCountry,r);return s?zt(s,t.ext,r,n.formatExtension):void 0;default:throw new Error('Unknown "format" argument passed to "formatNumber()": "'.concat(e,'"'))}}function $e(t,e,n,d,r){var i=fo(d.formats(),t);return i?Ht(t,i,{useInternationalFormat:n==="INTERNATIONAL",withNationalPrefix:!(i.nationalPrefixIsOptionalWhenFormattingInNationalFormat()&&r&&r.nationalPrefix===!1),carrierCode:e,metadata:d}):t}function fo(t,e){return Ao(t,function(n){if(n.leadingDigitsPatterns().length>0){var d=n.leadingDigitsPatterns()[n.leadingDigitsPatterns().length-1];if(e.search(d)!==0)return!1}return y(e,n.pattern())})}function zt(t,e,n,d){return e?d(t,e,n):t}function Fo(t,e,n,d,r){var i=J(d,r.metadata);if(i===n){var o=$e(t,e,"NATIONAL",r);return n==="1"?n+" "+o:o}var a=jt(d,void 0,r.metadata);if(a)return"".concat(a," ").concat(n," ").concat($e(t,null,"INTERNATIONAL",r))}function ho(){for(var t=1,e=arguments.length,n=new Array(e),d=0;d<e;d++)n[d]=arguments[d];for(;t<n.length;){if(n[t])for(var r in n[t])n[0][r]=n[t][r];t++}return n[0]}function Ao(t,e){for(var n=0;n<t.length;){if(e(t[n]))return t[n];n++}}function G0(t){"@babel/helpers - typeof";return G0=typeof Symbol=="function"&&typeof Symbol.iterator=="symbol"?function(e){return typeof e}:function(e){return e&&typeof Symbol=="function"&&e.constructor===Symbol&&e!==Symbol.prototype?"symbol":typeof e},G0(t)}function pd(t,e){var n=Object.keys(t);if(Object.getOwnPropertySymbols){var d=Object.getOwnPropertySymbols(t);e&&(d=d.filter(function(r){return Object.getOwnPropertyDescriptor(t,r).enumerable})),n.push.apply(n,d)}return n}function Ed(t){for(var e=1;e<arguments.length;e++){var n=arguments[e]!=null?arguments[e]:{};e%2?pd(Object(n),!0).forEach(function(d){mo(t,d,n[d])}):Object.getOwnPropertyDescriptors?Object.defineProperties(t,Object.getOwnPropertyDescriptors(n)):pd(Object(n)).forEach(function(d){Object.defineProperty(t,d,Object.getOwnPropertyDescriptor(n,d))})}return t}function mo(t,e,n){return(e=gd(e))in t?Object.defineProperty(t,e,{value:n,enumerable:!0,configurable:!0,writable:!0}):t[e]=n,t}function Co(t,e){if(!(t instanceof e))throw new TypeError("Cannot call a class as a function")}function Md(t,e){for(var n=0;n<e.length;n++){var d=e[n];d.enumerable=d.enumerable||!1,d.configurable=!0,"value"in d&&(d.writable=!0),Object.defineProperty(t,gd(d.key),d)}}function $o(t,e,n){return e&&Md(t.prototype,e),n&&Md(t,n),Object.defineProperty(t,"prototype",{writable:!1}),t}function gd(t){var e=po(t,"string");return G0(e)=="symbol"?e:e+""}function po(t,e){if(G0(t)!="object"||!t)return t;var n=t[Symbol.toPrimitive];if(n!==void 0){var d=n.call(t,e||"default");if(G0(d)!="object")return d;throw new TypeError("@@toPrimitive must return a primitive value.")}return(e==="string"?String:Number)(t)}var bd=(function(){function t(e,n,d){if(Co(this,t),!e)throw new TypeError("First argument is required");if(typeof e!="string")throw new TypeError("First argument must be a string");if(e[0]==="+"&&!n)throw new TypeError("`metadata` argument not passed");if(H(n)&&H(n.countries)){d=n;var r=e;if(!Eo.test(r))throw new Error('Invalid `number` argument passed: must consist of a "+" followed by digits');var i=L0(r,void 0,void 0,void 0,d),o=i.countryCallingCode,a=i.number;if(n=a,e=o,!n)throw new Error("Invalid `number` argument passed: too short")}if(!n)throw new TypeError("`nationalNumber` argument is required");if(typeof n!="string")throw new TypeError("`nationalNumber` argument must be a string");St(d);var s=Rt(e,d),l=s.country,u=s.callingCode;this.country=l,this.countryCallingCode=u,this.nationalNumber=n,this.number="+"+this.countryCallingCode+this.nationalNumber,this.getMetadata=function(){return d}}return $o(t,[{key:"setExt",value:function(n){this.ext=n}},{key:"getPossibleCountries",value:function(){return this.country?[this.country]:kt(this.countryCallingCode,this.nationalNumber,this.getMetadata())}},{key:"isPossible",value:function(){return wt(this,{v2:!0},this.getMetadata())}},{key:"isValid",value:function(){return Tt(this,{v2:!0},this.getMetadata())}},{key:"isNonGeographic",value:function(){var n=new $(this.getMetadata());return n.isNonGeographicCallingCode(this.countryCallingCode)}},{key:"isEqual",value:function(n){return this.number===n.number&&this.ext===n.ext}},{key:"getType",value:function(){return l0(this,{v2:!0},this.getMetadata())}},{key:"format",value:function(n,d){return qt(this,n,d?Ed(Ed({},d),{},{v2:!0}):{v2:!0},this.getMetadata())}},{key:"formatNational",value:function(n){return this.format("NATIONAL",n)}},{key:"formatInternational",value:function(n){return this.format("INTERNATIONAL",n)}},{key:"getURI",value:function(n){return this.format("RFC3966",n)}}])})();var Eo=/^\+\d+$/;function b0(t){"@babel/helpers - typeof";return b0=typeof Symbol=="function"&&typeof Symbol.iterator=="symbol"?function(e){return typeof e}:function(e){return e&&typeof Symbol=="function"&&e.constructor===Symbol&&e!==Symbol.prototype?"symbol":typeof e},b0(t)}function Bd(t,e){for(var n=0;n<e.length;n++){var d=e[n];d.enumerable=d.enumerable||!1,d.configurable=!0,"value"in d&&(d.writable=!0),Object.defineProperty(t,go(d.key),d)}}function Mo(t,e,n){return e&&Bd(t.prototype,e),n&&Bd(t,n),Object.defineProperty(t,"prototype",{writable:!1}),t}function go(t){var e=bo(t,"string");return b0(e)=="symbol"?e:e+""}function bo(t,e){if(b0(t)!="object"||!t)return t;var n=t[Symbol.toPrimitive];if(n!==void 0){var d=n.call(t,e||"default");if(b0(d)!="object")return d;throw new TypeError("@@toPrimitive must return a primitive value.")}return(e==="string"?String:Number)(t)}function Bo(t,e){if(!(t instanceof e))throw new TypeError("Cannot call a class as a function")}function Do(t,e,n){return e=j0(e),xo(t,Zt()?Reflect.construct(e,n||[],j0(t).constructor):e.apply(t,n))}function xo(t,e){if(e&&(b0(e)=="object"||typeof e=="function"))return e;if(e!==void 0)throw new TypeError("Derived constructors may only return object or undefined");return yo(t)}function yo(t){if(t===void 0)throw new ReferenceError("this hasn't been initialised - super() hasn't been called");return t}function Wo(t,e){if(typeof e!="function"&&e!==null)throw new TypeError("Super expression must either be null or a function");t.prototype=Object.create(e&&e.prototype,{constructor:{value:t,writable:!0,configurable:!0}}),Object.defineProperty(t,"prototype",{writable:!1}),e&&H0(t,e)}function Xt(t){var e=typeof Map=="function"?new Map:void 0;return Xt=function(d){if(d===null||!So(d))return d;if(typeof d!="function")throw new TypeError("Super expression must either be null or a function");if(e!==void 0){if(e.has(d))return e.get(d);e.set(d,r)}function r(){return Vo(d,arguments,j0(this).constructor)}return r.prototype=Object.create(d.prototype,{constructor:{value:r,enumerable:!1,writable:!0,configurable:!0}}),H0(r,d)},Xt(t)}function Vo(t,e,n){if(Zt())return Reflect.construct.apply(null,arguments);var d=[null];d.push.apply(d,e);var r=new(t.bind.apply(t,d));return n&&H0(r,n.prototype),r}function Zt(){try{var t=!Boolean.prototype.valueOf.call(Reflect.construct(Boolean,[],function(){}))}catch{}return(Zt=function(){return!!t})()}function So(t){try{return Function.toString.call(t).indexOf("[native code]")!==-1}catch{return typeof t=="function"}}function H0(t,e){return H0=Object.setPrototypeOf?Object.setPrototypeOf.bind():function(n,d){return n.__proto__=d,n},H0(t,e)}function j0(t){return j0=Object.setPrototypeOf?Object.getPrototypeOf.bind():function(e){return e.__proto__||Object.getPrototypeOf(e)},j0(t)}var v=(function(t){function e(n){var d;return Bo(this,e),d=Do(this,e,[n]),Object.setPrototypeOf(d,e.prototype),d.name=d.constructor.name,d}return Wo(e,t),Mo(e)})(Xt(Error));var Dd=new RegExp("(?:"+U0()+")$","i");function Yt(t){var e=t.search(Dd);if(e<0)return{};for(var n=t.slice(0,e),d=t.match(Dd),r=1;r<d.length;){if(d[r])return{number:n,ext:d[r]};r++}}var No={0:"0",1:"1",2:"2",3:"3",4:"4",5:"5",6:"6",7:"7",8:"8",9:"9","０":"0","１":"1","２":"2","３":"3","４":"4","５":"5","６":"6","７":"7","８":"8","９":"9","٠":"0","١":"1","٢":"2","٣":"3","٤":"4","٥":"5","٦":"6","٧":"7","٨":"8","٩":"9","۰":"0","۱":"1","۲":"2","۳":"3","۴":"4","۵":"5","۶":"6","۷":"7","۸":"8","۹":"9"};function xd(t){return No[t]}function wo(t,e){var n=typeof Symbol<"u"&&t[Symbol.iterator]||t["@@iterator"];if(n)return(n=n.call(t)).next.bind(n);if(Array.isArray(t)||(n=vo(t))||e&&t&&typeof t.length=="number"){n&&(t=n);var d=0;return function(){return d>=t.length?{done:!0}:{done:!1,value:t[d++]}}}throw new TypeError(`Invalid attempt to iterate non-iterable instance.
In order to be iterable, non-array objects must have a [Symbol.iterator]() method.`)}function vo(t,e){if(t){if(typeof t=="string")return yd(t,e);var n={}.toString.call(t).slice(8,-1);return n==="Object"&&t.constructor&&(n=t.constructor.name),n==="Map"||n==="Set"?Array.from(t):n==="Arguments"||/^(?:Ui|I)nt(?:8|16|32)(?:Clamped)?Array$/.test(n)?yd(t,e):void 0}}function yd(t,e){(e==null||e>t.length)&&(e=t.length);for(var n=0,d=Array(e);n<e;n++)d[n]=t[n];return d}function pe(t){for(var e="",n=wo(t.split("")),d;!(d=n()).done;){var r=d.value;e+=_o(r,e)||""}return e}function _o(t,e,n){if(t==="+"){if(e){typeof n=="function"&&n("end");return}return"+"}return xd(t)}var Qt="+",To="[\\-\\.\\(\\)]?",Wd="(["+W+"]|"+To+")",Po="^\\"+Qt+Wd+"*["+W+"]"+Wd+"*$",Ro=new RegExp(Po,"g"),Jt=W,ko="["+Jt+"]+((\\-)*["+Jt+"])*",Io="a-zA-Z",Oo="["+Io+"]+((\\-)*["+Jt+"])*",Lo="^("+ko+"\\.)*"+Oo+"\\.?$",Uo=new RegExp(Lo,"g"),e1="tel:",Ee=";phone-context=",Vd=";isub=";function t1(t){var e=t.indexOf(Ee);if(e<0)return null;var n=e+Ee.length;if(n>=t.length)return"";var d=t.indexOf(";",n);return d>=0?t.substring(n,d):t.substring(n)}function Sd(t){return t===null?!0:t.length===0?!1:Ro.test(t)||Uo.test(t)}function n1(t,e){var n=e.extractFormattedPhoneNumber,d=t1(t);if(!Sd(d))throw new v("NOT_A_NUMBER");var r;if(d===null)r=n(t)||"";else{r="",d.charAt(0)===Qt&&(r+=d);var i=t.indexOf(e1),o;i>=0?o=i+e1.length:o=0;var a=t.indexOf(Ee);r+=t.substring(o,a)}var s=r.indexOf(Vd);if(s>0&&(r=r.substring(0,s)),r!=="")return r}var Go=250,Ho=new RegExp("["+I0+W+"]"),jo=new RegExp("[^"+W+"#]+$"),Ko=!1;function d1(t,e,n){e=e||{};var d=new $(n);if(e.defaultCountry&&!d.hasCountry(e.defaultCountry))throw e.v2?new v("INVALID_COUNTRY"):new Error("Unknown country: ".concat(e.defaultCountry));var r=qo(t,e.v2,e.extract),i=r.number,o=r.ext,a=r.error;if(!i){if(e.v2)throw a==="TOO_SHORT"?new v("TOO_SHORT"):new v("NOT_A_NUMBER");return{}}var s=Zo(i,e.defaultCountry,e.defaultCallingCode,d),l=s.country,u=s.nationalNumber,c=s.countryCallingCode,F=s.countryCallingCodeSource,h=s.carrierCode;if(!d.hasSelectedNumberingPlan()){if(e.v2)throw new v("INVALID_COUNTRY");return{}}if(!u||u.length<k0){if(e.v2)throw new v("TOO_SHORT");return{}}if(u.length>Fd){if(e.v2)throw new v("TOO_LONG");return{}}if(e.v2){var C=new bd(c,u,d.metadata);return l&&(C.country=l),h&&(C.carrierCode=h),o&&(C.ext=o),C.__countryCallingCodeSource=F,C}var m=(e.extended?d.hasSelectedNumberingPlan():l)?y(u,d.nationalNumberPattern()):!1;return e.extended?{country:l,countryCallingCode:c,carrierCode:h,valid:m,possible:m?!0:!!(e.extended===!0&&d.possibleLengths()&&vt(u,d)),phone:u,ext:o}:m?Xo(l,u,o):{}}function zo(t,e,n){if(t){if(t.length>Go){if(n)throw new v("TOO_LONG");return}if(e===!1)return t;var d=t.search(Ho);if(!(d<0))return t.slice(d).replace(jo,"")}}function qo(t,e,n){var d=n1(t,{extractFormattedPhoneNumber:function(o){return zo(o,n,e)}});if(!d)return{};if(!Kt(d))return md(d)?{error:"TOO_SHORT"}:{};var r=Yt(d);return r.ext?r:{number:d}}function Xo(t,e,n){var d={country:t,phone:e};return n&&(d.ext=n),d}function Zo(t,e,n,d){var r=L0(pe(t),void 0,e,n,d.metadata),i=r.countryCallingCodeSource,o=r.countryCallingCode,a=r.number,s;if(o)d.selectNumberingPlan(o);else if(a&&(e||n))e?(s=e,d.selectNumberingPlan(e),o=d.numberingPlan.callingCode()):(d.selectNumberingPlan(n),o=n,Ko&&d.isNonGeographicCallingCode(o)&&(s="001"));else return{};if(!a)return{countryCallingCodeSource:i,countryCallingCode:o};var l=M0(pe(a),void 0,d),u=l.nationalNumber,c=l.carrierCode,F=O0(o,{nationalNumber:u,metadata:d});return F&&(s=F,F==="001"||d.selectNumberingPlan(s)),{country:s,countryCallingCode:o,countryCallingCodeSource:i,nationalNumber:u,carrierCode:c}}function K0(t){"@babel/helpers - typeof";return K0=typeof Symbol=="function"&&typeof Symbol.iterator=="symbol"?function(e){return typeof e}:function(e){return e&&typeof Symbol=="function"&&e.constructor===Symbol&&e!==Symbol.prototype?"symbol":typeof e},K0(t)}function Nd(t,e){var n=Object.keys(t);if(Object.getOwnPropertySymbols){var d=Object.getOwnPropertySymbols(t);e&&(d=d.filter(function(r){return Object.getOwnPropertyDescriptor(t,r).enumerable})),n.push.apply(n,d)}return n}function wd(t){for(var e=1;e<arguments.length;e++){var n=arguments[e]!=null?arguments[e]:{};e%2?Nd(Object(n),!0).forEach(function(d){Yo(t,d,n[d])}):Object.getOwnPropertyDescriptors?Object.defineProperties(t,Object.getOwnPropertyDescriptors(n)):Nd(Object(n)).forEach(function(d){Object.defineProperty(t,d,Object.getOwnPropertyDescriptor(n,d))})}return t}function Yo(t,e,n){return(e=Jo(e))in t?Object.defineProperty(t,e,{value:n,enumerable:!0,configurable:!0,writable:!0}):t[e]=n,t}function Jo(t){var e=Qo(t,"string");return K0(e)=="symbol"?e:e+""}function Qo(t,e){if(K0(t)!="object"||!t)return t;var n=t[Symbol.toPrimitive];if(n!==void 0){var d=n.call(t,e||"default");if(K0(d)!="object")return d;throw new TypeError("@@toPrimitive must return a primitive value.")}return(e==="string"?String:Number)(t)}function r1(t,e,n){return d1(t,wd(wd({},e),{},{v2:!0}),n)}function z0(t){"@babel/helpers - typeof";return z0=typeof Symbol=="function"&&typeof Symbol.iterator=="symbol"?function(e){return typeof e}:function(e){return e&&typeof Symbol=="function"&&e.constructor===Symbol&&e!==Symbol.prototype?"symbol":typeof e},z0(t)}function vd(t,e){var n=Object.keys(t);if(Object.getOwnPropertySymbols){var d=Object.getOwnPropertySymbols(t);e&&(d=d.filter(function(r){return Object.getOwnPropertyDescriptor(t,r).enumerable})),n.push.apply(n,d)}return n}function ea(t){for(var e=1;e<arguments.length;e++){var n=arguments[e]!=null?arguments[e]:{};e%2?vd(Object(n),!0).forEach(function(d){ta(t,d,n[d])}):Object.getOwnPropertyDescriptors?Object.defineProperties(t,Object.getOwnPropertyDescriptors(n)):vd(Object(n)).forEach(function(d){Object.defineProperty(t,d,Object.getOwnPropertyDescriptor(n,d))})}return t}function ta(t,e,n){return(e=na(e))in t?Object.defineProperty(t,e,{value:n,enumerable:!0,configurable:!0,writable:!0}):t[e]=n,t}function na(t){var e=da(t,"string");return z0(e)=="symbol"?e:e+""}function da(t,e){if(z0(t)!="object"||!t)return t;var n=t[Symbol.toPrimitive];if(n!==void 0){var d=n.call(t,e||"default");if(z0(d)!="object")return d;throw new TypeError("@@toPrimitive must return a primitive value.")}return(e==="string"?String:Number)(t)}function ra(t,e){return sa(t)||aa(t,e)||oa(t,e)||ia()}function ia(){throw new TypeError(`Invalid attempt to destructure non-iterable instance.
In order to be iterable, non-array objects must have a [Symbol.iterator]() method.`)}function oa(t,e){if(t){if(typeof t=="string")return _d(t,e);var n={}.toString.call(t).slice(8,-1);return n==="Object"&&t.constructor&&(n=t.constructor.name),n==="Map"||n==="Set"?Array.from(t):n==="Arguments"||/^(?:Ui|I)nt(?:8|16|32)(?:Clamped)?Array$/.test(n)?_d(t,e):void 0}}function _d(t,e){(e==null||e>t.length)&&(e=t.length);for(var n=0,d=Array(e);n<e;n++)d[n]=t[n];return d}function aa(t,e){var n=t==null?null:typeof Symbol<"u"&&t[Symbol.iterator]||t["@@iterator"];if(n!=null){var d,r,i,o,a=[],s=!0,l=!1;try{if(i=(n=n.call(t)).next,e===0){if(Object(n)!==n)return;s=!1}else for(;!(s=(d=i.call(n)).done)&&(a.push(d.value),a.length!==e);s=!0);}catch(u){l=!0,r=u}finally{try{if(!s&&n.return!=null&&(o=n.return(),Object(o)!==o))return}finally{if(l)throw r}}return a}}function sa(t){if(Array.isArray(t))return t}function i1(t){var e=Array.prototype.slice.call(t),n=ra(e,4),d=n[0],r=n[1],i=n[2],o=n[3],a,s,l;if(typeof d=="string")a=d;else throw new TypeError("A text for parsing must be a string.");if(!r||typeof r=="string")o?(s=i,l=o):(s=void 0,l=i),r&&(s=ea({defaultCountry:r},s));else if(H(r))i?(s=r,l=i):l=r;else throw new Error("Invalid second argument: ".concat(r));return{text:a,options:s,metadata:l}}function q0(t){"@babel/helpers - typeof";return q0=typeof Symbol=="function"&&typeof Symbol.iterator=="symbol"?function(e){return typeof e}:function(e){return e&&typeof Symbol=="function"&&e.constructor===Symbol&&e!==Symbol.prototype?"symbol":typeof e},q0(t)}function Td(t,e){var n=Object.keys(t);if(Object.getOwnPropertySymbols){var d=Object.getOwnPropertySymbols(t);e&&(d=d.filter(function(r){return Object.getOwnPropertyDescriptor(t,r).enumerable})),n.push.apply(n,d)}return n}function Pd(t){for(var e=1;e<arguments.length;e++){var n=arguments[e]!=null?arguments[e]:{};e%2?Td(Object(n),!0).forEach(function(d){la(t,d,n[d])}):Object.getOwnPropertyDescriptors?Object.defineProperties(t,Object.getOwnPropertyDescriptors(n)):Td(Object(n)).forEach(function(d){Object.defineProperty(t,d,Object.getOwnPropertyDescriptor(n,d))})}return t}function la(t,e,n){return(e=ua(e))in t?Object.defineProperty(t,e,{value:n,enumerable:!0,configurable:!0,writable:!0}):t[e]=n,t}function ua(t){var e=ca(t,"string");return q0(e)=="symbol"?e:e+""}function ca(t,e){if(q0(t)!="object"||!t)return t;var n=t[Symbol.toPrimitive];if(n!==void 0){var d=n.call(t,e||"default");if(q0(d)!="object")return d;throw new TypeError("@@toPrimitive must return a primitive value.")}return(e==="string"?String:Number)(t)}function o1(t,e,n){e&&e.defaultCountry&&!R0(e.defaultCountry,n)&&(e=Pd(Pd({},e),{},{defaultCountry:void 0}));try{return r1(t,e,n)}catch(d){if(!(d instanceof v))throw d}}function X0(){var t=i1(arguments),e=t.text,n=t.options,d=t.metadata;return o1(e,n,d)}function Me(t){return new $(t).getCountries()}function ge(){return j(X0,arguments)}function be(){return j(R0,arguments)}function a1(){return j(Me,arguments)}function Z0(){return j(J,arguments)}function B0(){return $.call(this,Ae)}B0.prototype=Object.create($.prototype,{});B0.prototype.constructor=B0;var D0=new Set([...a1().map(t=>Z0(t)),"800","808","870","878","881","882","883","888","979"]);var Rd=String.raw`
00B5;W;03BC
00B7;O
00C0;M;00E0
00C1;M;00E1
00C2;M;00E2
00C3;M;00E3
00C4;M;00E4
00C5;M;00E5
00C6;M;00E6
00C7;M;00E7
00C8;M;00E8
00C9;M;00E9
00CA;M;00EA
00CB;M;00EB
00CC;M;00EC
00CD;M;00ED
00CE;M;00EE
00CF;M;00EF
00D0;M;00F0
00D1;M;00F1
00D2;M;00F2
00D3;M;00F3
00D4;M;00F4
00D5;M;00F5
00D6;M;00F6
00D8;M;00F8
00D9;M;00F9
00DA;M;00FA
00DB;M;00FB
00DC;M;00FC
00DD;M;00FD
00DE;M;00FE
00DF..00F6;V
00F8..00FF;V
0100;M;0101
0101;V
0102;M;0103
0103;V
0104;M;0105
0105;V
0106;M;0107
0107;V
0108;M;0109
0109;V
010A;M;010B
010B;V
010C;M;010D
010D;V
010E;M;010F
010F;V
0110;M;0111
0111;V
0112;M;0113
0113;V
0114;M;0115
0115;V
0116;M;0117
0117;V
0118;M;0119
0119;V
011A;M;011B
011B;V
011C;M;011D
011D;V
011E;M;011F
011F;V
0120;M;0121
0121;V
0122;M;0123
0123;V
0124;M;0125
0125;V
0126;M;0127
0127;V
0128;M;0129
0129;V
012A;M;012B
012B;V
012C;M;012D
012D;V
012E;M;012F
012F;V
0130;L
0131;V
0134;M;0135
0135;V
0136;M;0137
0137..0138;V
0139;M;013A
013A;V
013B;M;013C
013C;V
013D;M;013E
013E;V
0141;M;0142
0142;V
0143;M;0144
0144;V
0145;M;0146
0146;V
0147;M;0148
0148;V
014A;M;014B
014B;V
014C;M;014D
014D;V
014E;M;014F
014F;V
0150;M;0151
0151;V
0152;M;0153
0153;V
0154;M;0155
0155;V
0156;M;0157
0157;V
0158;M;0159
0159;V
015A;M;015B
015B;V
015C;M;015D
015D;V
015E;M;015F
015F;V
0160;M;0161
0161;V
0162;M;0163
0163;V
0164;M;0165
0165;V
0166;M;0167
0167;V
0168;M;0169
0169;V
016A;M;016B
016B;V
016C;M;016D
016D;V
016E;M;016F
016F;V
0170;M;0171
0171;V
0172;M;0173
0173;V
0174;M;0175
0175;V
0176;M;0177
0177;V
0178;M;00FF
0179;M;017A
017A;V
017B;M;017C
017C;V
017D;M;017E
017E;V
017F;W;0073
0180;V
0181;M;0253
0182;M;0183
0183;V
0184;M;0185
0185;V
0186;M;0254
0187;M;0188
0188;V
0189;M;0256
018A;M;0257
018B;M;018C
018C..018D;V
018E;M;01DD
018F;M;0259
0190;M;025B
0191;M;0192
0192;V
0193;M;0260
0194;M;0263
0195;V
0196;M;0269
0197;M;0268
0198;M;0199
0199..019B;V
019C;M;026F
019D;M;0272
019E;V
019F;M;0275
01A0;M;01A1
01A1;V
01A2;M;01A3
01A3;V
01A4;M;01A5
01A5;V
01A6;M;0280
01A7;M;01A8
01A8;V
01A9;M;0283
01AA..01AB;V
01AC;M;01AD
01AD;V
01AE;M;0288
01AF;M;01B0
01B0;V
01B1;M;028A
01B2;M;028B
01B3;M;01B4
01B4;V
01B5;M;01B6
01B6;V
01B7;M;0292
01B8;M;01B9
01B9..01BB;V
01BC;M;01BD
01BD..01C3;V
01CD;M;01CE
01CE;V
01CF;M;01D0
01D0;V
01D1;M;01D2
01D2;V
01D3;M;01D4
01D4;V
01D5;M;01D6
01D6;V
01D7;M;01D8
01D8;V
01D9;M;01DA
01DA;V
01DB;M;01DC
01DC..01DD;V
01DE;M;01DF
01DF;V
01E0;M;01E1
01E1;V
01E2;M;01E3
01E3;V
01E4;M;01E5
01E5;V
01E6;M;01E7
01E7;V
01E8;M;01E9
01E9;V
01EA;M;01EB
01EB;V
01EC;M;01ED
01ED;V
01EE;M;01EF
01EF..01F0;V
01F4;M;01F5
01F5;V
01F6;M;0195
01F7;M;01BF
01F8;M;01F9
01F9;V
01FA;M;01FB
01FB;V
01FC;M;01FD
01FD;V
01FE;M;01FF
01FF;V
0200;M;0201
0201;V
0202;M;0203
0203;V
0204;M;0205
0205;V
0206;M;0207
0207;V
0208;M;0209
0209;V
020A;M;020B
020B;V
020C;M;020D
020D;V
020E;M;020F
020F;V
0210;M;0211
0211;V
0212;M;0213
0213;V
0214;M;0215
0215;V
0216;M;0217
0217;V
0218;M;0219
0219;V
021A;M;021B
021B;V
021C;M;021D
021D;V
021E;M;021F
021F;V
0220;M;019E
0221;V
0222;M;0223
0223;V
0224;M;0225
0225;V
0226;M;0227
0227;V
0228;M;0229
0229;V
022A;M;022B
022B;V
022C;M;022D
022D;V
022E;M;022F
022F;V
0230;M;0231
0231;V
0232;M;0233
0233..0239;V
023A;M;2C65
023B;M;023C
023C;V
023D;M;019A
023E;M;2C66
023F..0240;V
0241;M;0242
0242;V
0243;M;0180
0244;M;0289
0245;M;028C
0246;M;0247
0247;V
0248;M;0249
0249;V
024A;M;024B
024B;V
024C;M;024D
024D;V
024E;M;024F
024F..02AF;V
02B9..02C1;V
02C6..02D1;V
02EC;V
02EE;V
0300..033F;V
0340;W;0300
0341;W;0301
0342;V
0343;W;0313
0344;W;0308 0301
0345;M;03B9
0346..034E;V
0350..036F;V
0370;M;0371
0371;V
0372;M;0373
0373;V
0374;W;02B9
0375;O
0376;M;0377
0377;V
037B..037D;V
037F;M;03F3
0386;M;03AC
0387;W;00B7
0388;M;03AD
0389;M;03AE
038A;M;03AF
038C;M;03CC
038E;M;03CD
038F;M;03CE
0390;V
0391;M;03B1
0392;M;03B2
0393;M;03B3
0394;M;03B4
0395;M;03B5
0396;M;03B6
0397;M;03B7
0398;M;03B8
0399;M;03B9
039A;M;03BA
039B;M;03BB
039C;M;03BC
039D;M;03BD
039E;M;03BE
039F;M;03BF
03A0;M;03C0
03A1;M;03C1
03A3;M;03C3
03A4;M;03C4
03A5;M;03C5
03A6;M;03C6
03A7;M;03C7
03A8;M;03C8
03A9;M;03C9
03AA;M;03CA
03AB;M;03CB
03AC..03CE;V
03CF;M;03D7
03D0;W;03B2
03D1;W;03B8
03D5;W;03C6
03D6;W;03C0
03D7;V
03D8;M;03D9
03D9;V
03DA;M;03DB
03DB;V
03DC;M;03DD
03DD;V
03DE;M;03DF
03DF;V
03E0;M;03E1
03E1;V
03E2;M;03E3
03E3;V
03E4;M;03E5
03E5;V
03E6;M;03E7
03E7;V
03E8;M;03E9
03E9;V
03EA;M;03EB
03EB;V
03EC;M;03ED
03ED;V
03EE;M;03EF
03EF;V
03F0;W;03BA
03F1;W;03C1
03F3;V
03F4;W;03B8
03F5;W;03B5
03F7;M;03F8
03F8;V
03FA;M;03FB
03FB..03FC;V
03FD;M;037B
03FE;M;037C
03FF;M;037D
0400;M;0450
0401;M;0451
0402;M;0452
0403;M;0453
0404;M;0454
0405;M;0455
0406;M;0456
0407;M;0457
0408;M;0458
0409;M;0459
040A;M;045A
040B;M;045B
040C;M;045C
040D;M;045D
040E;M;045E
040F;M;045F
0410;M;0430
0411;M;0431
0412;M;0432
0413;M;0433
0414;M;0434
0415;M;0435
0416;M;0436
0417;M;0437
0418;M;0438
0419;M;0439
041A;M;043A
041B;M;043B
041C;M;043C
041D;M;043D
041E;M;043E
041F;M;043F
0420;M;0440
0421;M;0441
0422;M;0442
0423;M;0443
0424;M;0444
0425;M;0445
0426;M;0446
0427;M;0447
0428;M;0448
0429;M;0449
042A;M;044A
042B;M;044B
042C;M;044C
042D;M;044D
042E;M;044E
042F;M;044F
0430..045F;V
0460;M;0461
0461;V
0462;M;0463
0463;V
0464;M;0465
0465;V
0466;M;0467
0467;V
0468;M;0469
0469;V
046A;M;046B
046B;V
046C;M;046D
046D;V
046E;M;046F
046F;V
0470;M;0471
0471;V
0472;M;0473
0473;V
0474;M;0475
0475;V
0476;M;0477
0477;V
0478;M;0479
0479;V
047A;M;047B
047B;V
047C;M;047D
047D;V
047E;M;047F
047F;V
0480;M;0481
0481;V
0483..0487;V
048A;M;048B
048B;V
048C;M;048D
048D;V
048E;M;048F
048F;V
0490;M;0491
0491;V
0492;M;0493
0493;V
0494;M;0495
0495;V
0496;M;0497
0497;V
0498;M;0499
0499;V
049A;M;049B
049B;V
049C;M;049D
049D;V
049E;M;049F
049F;V
04A0;M;04A1
04A1;V
04A2;M;04A3
04A3;V
04A4;M;04A5
04A5;V
04A6;M;04A7
04A7;V
04A8;M;04A9
04A9;V
04AA;M;04AB
04AB;V
04AC;M;04AD
04AD;V
04AE;M;04AF
04AF;V
04B0;M;04B1
04B1;V
04B2;M;04B3
04B3;V
04B4;M;04B5
04B5;V
04B6;M;04B7
04B7;V
04B8;M;04B9
04B9;V
04BA;M;04BB
04BB;V
04BC;M;04BD
04BD;V
04BE;M;04BF
04BF;V
04C0;M;04CF
04C1;M;04C2
04C2;V
04C3;M;04C4
04C4;V
04C5;M;04C6
04C6;V
04C7;M;04C8
04C8;V
04C9;M;04CA
04CA;V
04CB;M;04CC
04CC;V
04CD;M;04CE
04CE..04CF;V
04D0;M;04D1
04D1;V
04D2;M;04D3
04D3;V
04D4;M;04D5
04D5;V
04D6;M;04D7
04D7;V
04D8;M;04D9
04D9;V
04DA;M;04DB
04DB;V
04DC;M;04DD
04DD;V
04DE;M;04DF
04DF;V
04E0;M;04E1
04E1;V
04E2;M;04E3
04E3;V
04E4;M;04E5
04E5;V
04E6;M;04E7
04E7;V
04E8;M;04E9
04E9;V
04EA;M;04EB
04EB;V
04EC;M;04ED
04ED;V
04EE;M;04EF
04EF;V
04F0;M;04F1
04F1;V
04F2;M;04F3
04F3;V
04F4;M;04F5
04F5;V
04F6;M;04F7
04F7;V
04F8;M;04F9
04F9;V
04FA;M;04FB
04FB;V
04FC;M;04FD
04FD;V
04FE;M;04FF
04FF;V
0500;M;0501
0501;V
0502;M;0503
0503;V
0504;M;0505
0505;V
0506;M;0507
0507;V
0508;M;0509
0509;V
050A;M;050B
050B;V
050C;M;050D
050D;V
050E;M;050F
050F;V
0510;M;0511
0511;V
0512;M;0513
0513;V
0514;M;0515
0515;V
0516;M;0517
0517;V
0518;M;0519
0519;V
051A;M;051B
051B;V
051C;M;051D
051D;V
051E;M;051F
051F;V
0520;M;0521
0521;V
0522;M;0523
0523;V
0524;M;0525
0525;V
0526;M;0527
0527;V
0528;M;0529
0529;V
052A;M;052B
052B;V
052C;M;052D
052D;V
052E;M;052F
052F;V
0531;M;0561
0532;M;0562
0533;M;0563
0534;M;0564
0535;M;0565
0536;M;0566
0537;M;0567
0538;M;0568
0539;M;0569
053A;M;056A
053B;M;056B
053C;M;056C
053D;M;056D
053E;M;056E
053F;M;056F
0540;M;0570
0541;M;0571
0542;M;0572
0543;M;0573
0544;M;0574
0545;M;0575
0546;M;0576
0547;M;0577
0548;M;0578
0549;M;0579
054A;M;057A
054B;M;057B
054C;M;057C
054D;M;057D
054E;M;057E
054F;M;057F
0550;M;0580
0551;M;0581
0552;M;0582
0553;M;0583
0554;M;0584
0555;M;0585
0556;M;0586
0559;V
0560..0586;V
0588;V
0591..05BD;V
05BF;V
05C1..05C2;V
05C4..05C5;V
05C7;V
05D0..05EA;V
05EF..05F2;V
05F3..05F4;O
0610..061A;V
0620..063F;V
0641..065F;V
0660..0669;O
066E..0674;V
0679..06D3;V
06D5..06DC;V
06DF..06E8;V
06EA..06EF;V
06F0..06F9;O
06FA..06FF;V
0710..074A;V
074D..07B1;V
07C0..07F5;V
07FD;V
0800..082D;V
0840..085B;V
0860..086A;V
0870..0887;V
0889..088E;V
0898..08E1;V
08E3..0957;V
0958;W;0915 093C
0959;W;0916 093C
095A;W;0917 093C
095B;W;091C 093C
095C;W;0921 093C
095D;W;0922 093C
095E;W;092B 093C
095F;W;092F 093C
0960..0963;V
0966..096F;V
0971..0983;V
0985..098C;V
098F..0990;V
0993..09A8;V
09AA..09B0;V
09B2;V
09B6..09B9;V
09BC..09C4;V
09C7..09C8;V
09CB..09CE;V
09D7;V
09DC;W;09A1 09BC
09DD;W;09A2 09BC
09DF;W;09AF 09BC
09E0..09E3;V
09E6..09F1;V
09FC;V
09FE;V
0A01..0A03;V
0A05..0A0A;V
0A0F..0A10;V
0A13..0A28;V
0A2A..0A30;V
0A32;V
0A33;W;0A32 0A3C
0A35;V
0A36;W;0A38 0A3C
0A38..0A39;V
0A3C;V
0A3E..0A42;V
0A47..0A48;V
0A4B..0A4D;V
0A51;V
0A59;W;0A16 0A3C
0A5A;W;0A17 0A3C
0A5B;W;0A1C 0A3C
0A5C;V
0A5E;W;0A2B 0A3C
0A66..0A75;V
0A81..0A83;V
0A85..0A8D;V
0A8F..0A91;V
0A93..0AA8;V
0AAA..0AB0;V
0AB2..0AB3;V
0AB5..0AB9;V
0ABC..0AC5;V
0AC7..0AC9;V
0ACB..0ACD;V
0AD0;V
0AE0..0AE3;V
0AE6..0AEF;V
0AF9..0AFF;V
0B01..0B03;V
0B05..0B0C;V
0B0F..0B10;V
0B13..0B28;V
0B2A..0B30;V
0B32..0B33;V
0B35..0B39;V
0B3C..0B44;V
0B47..0B48;V
0B4B..0B4D;V
0B55..0B57;V
0B5C;W;0B21 0B3C
0B5D;W;0B22 0B3C
0B5F..0B63;V
0B66..0B6F;V
0B71;V
0B82..0B83;V
0B85..0B8A;V
0B8E..0B90;V
0B92..0B95;V
0B99..0B9A;V
0B9C;V
0B9E..0B9F;V
0BA3..0BA4;V
0BA8..0BAA;V
0BAE..0BB9;V
0BBE..0BC2;V
0BC6..0BC8;V
0BCA..0BCD;V
0BD0;V
0BD7;V
0BE6..0BEF;V
0C00..0C0C;V
0C0E..0C10;V
0C12..0C28;V
0C2A..0C39;V
0C3C..0C44;V
0C46..0C48;V
0C4A..0C4D;V
0C55..0C56;V
0C58..0C5A;V
0C5D;V
0C60..0C63;V
0C66..0C6F;V
0C80..0C83;V
0C85..0C8C;V
0C8E..0C90;V
0C92..0CA8;V
0CAA..0CB3;V
0CB5..0CB9;V
0CBC..0CC4;V
0CC6..0CC8;V
0CCA..0CCD;V
0CD5..0CD6;V
0CDD..0CDE;V
0CE0..0CE3;V
0CE6..0CEF;V
0CF1..0CF3;V
0D00..0D0C;V
0D0E..0D10;V
0D12..0D44;V
0D46..0D48;V
0D4A..0D4E;V
0D54..0D57;V
0D5F..0D63;V
0D66..0D6F;V
0D7A..0D7F;V
0D81..0D83;V
0D85..0D96;V
0D9A..0DB1;V
0DB3..0DBB;V
0DBD;V
0DC0..0DC6;V
0DCA;V
0DCF..0DD4;V
0DD6;V
0DD8..0DDF;V
0DE6..0DEF;V
0DF2..0DF3;V
0E01..0E32;V
0E33;M;0E4D 0E32
0E34..0E3A;V
0E40..0E4E;V
0E50..0E59;V
0E81..0E82;V
0E84;V
0E86..0E8A;V
0E8C..0EA3;V
0EA5;V
0EA7..0EB2;V
0EB3;M;0ECD 0EB2
0EB4..0EBD;V
0EC0..0EC4;V
0EC6;V
0EC8..0ECE;V
0ED0..0ED9;V
0EDC;M;0EAB 0E99
0EDD;M;0EAB 0EA1
0EDE..0EDF;V
0F00;V
0F0B;V
0F18..0F19;V
0F20..0F29;V
0F35;V
0F37;V
0F39;V
0F3E..0F42;V
0F43;W;0F42 0FB7
0F44..0F47;V
0F49..0F4C;V
0F4D;W;0F4C 0FB7
0F4E..0F51;V
0F52;W;0F51 0FB7
0F53..0F56;V
0F57;W;0F56 0FB7
0F58..0F5B;V
0F5C;W;0F5B 0FB7
0F5D..0F68;V
0F69;W;0F40 0FB5
0F6A..0F6C;V
0F71..0F72;V
0F73;W;0F71 0F72
0F74;V
0F75;W;0F71 0F74
0F76;W;0FB2 0F80
0F78;W;0FB3 0F80
0F7A..0F80;V
0F81;W;0F71 0F80
0F82..0F84;V
0F86..0F92;V
0F93;W;0F92 0FB7
0F94..0F97;V
0F99..0F9C;V
0F9D;W;0F9C 0FB7
0F9E..0FA1;V
0FA2;W;0FA1 0FB7
0FA3..0FA6;V
0FA7;W;0FA6 0FB7
0FA8..0FAB;V
0FAC;W;0FAB 0FB7
0FAD..0FB8;V
0FB9;W;0F90 0FB5
0FBA..0FBC;V
0FC6;V
1000..1049;V
1050..109D;V
10A0;M;2D00
10A1;M;2D01
10A2;M;2D02
10A3;M;2D03
10A4;M;2D04
10A5;M;2D05
10A6;M;2D06
10A7;M;2D07
10A8;M;2D08
10A9;M;2D09
10AA;M;2D0A
10AB;M;2D0B
10AC;M;2D0C
10AD;M;2D0D
10AE;M;2D0E
10AF;M;2D0F
10B0;M;2D10
10B1;M;2D11
10B2;M;2D12
10B3;M;2D13
10B4;M;2D14
10B5;M;2D15
10B6;M;2D16
10B7;M;2D17
10B8;M;2D18
10B9;M;2D19
10BA;M;2D1A
10BB;M;2D1B
10BC;M;2D1C
10BD;M;2D1D
10BE;M;2D1E
10BF;M;2D1F
10C0;M;2D20
10C1;M;2D21
10C2;M;2D22
10C3;M;2D23
10C4;M;2D24
10C5;M;2D25
10C7;M;2D27
10CD;M;2D2D
10D0..10FA;V
10FD..10FF;V
1200..1248;V
124A..124D;V
1250..1256;V
1258;V
125A..125D;V
1260..1288;V
128A..128D;V
1290..12B0;V
12B2..12B5;V
12B8..12BE;V
12C0;V
12C2..12C5;V
12C8..12D6;V
12D8..1310;V
1312..1315;V
1318..135A;V
135D..135F;V
1380..138F;V
13A0..13F5;V
13F8;M;13F0
13F9;M;13F1
13FA;M;13F2
13FB;M;13F3
13FC;M;13F4
13FD;M;13F5
1401..166C;V
166F..167F;V
1681..169A;V
16A0..16EA;V
16F1..16F8;V
1700..1715;V
171F..1734;V
1740..1753;V
1760..176C;V
176E..1770;V
1772..1773;V
1780..17B3;V
17B6..17D3;V
17D7;V
17DC..17DD;V
17E0..17E9;V
1810..1819;V
1820..1878;V
1880..18AA;V
18B0..18F5;V
1900..191E;V
1920..192B;V
1930..193B;V
1946..196D;V
1970..1974;V
1980..19AB;V
19B0..19C9;V
19D0..19D9;V
1A00..1A1B;V
1A20..1A5E;V
1A60..1A7C;V
1A7F..1A89;V
1A90..1A99;V
1AA7;V
1AB0..1ABD;V
1ABF..1ACE;V
1B00..1B4C;V
1B50..1B59;V
1B6B..1B73;V
1B80..1BF3;V
1C00..1C37;V
1C40..1C49;V
1C4D..1C7D;V
1C80;M;0432
1C81;M;0434
1C82;M;043E
1C83;M;0441
1C84;M;0442
1C85;M;0442
1C86;M;044A
1C87;M;0463
1C88;M;A64B
1C90;M;10D0
1C91;M;10D1
1C92;M;10D2
1C93;M;10D3
1C94;M;10D4
1C95;M;10D5
1C96;M;10D6
1C97;M;10D7
1C98;M;10D8
1C99;M;10D9
1C9A;M;10DA
1C9B;M;10DB
1C9C;M;10DC
1C9D;M;10DD
1C9E;M;10DE
1C9F;M;10DF
1CA0;M;10E0
1CA1;M;10E1
1CA2;M;10E2
1CA3;M;10E3
1CA4;M;10E4
1CA5;M;10E5
1CA6;M;10E6
1CA7;M;10E7
1CA8;M;10E8
1CA9;M;10E9
1CAA;M;10EA
1CAB;M;10EB
1CAC;M;10EC
1CAD;M;10ED
1CAE;M;10EE
1CAF;M;10EF
1CB0;M;10F0
1CB1;M;10F1
1CB2;M;10F2
1CB3;M;10F3
1CB4;M;10F4
1CB5;M;10F5
1CB6;M;10F6
1CB7;M;10F7
1CB8;M;10F8
1CB9;M;10F9
1CBA;M;10FA
1CBD;M;10FD
1CBE;M;10FE
1CBF;M;10FF
1CD0..1CD2;V
1CD4..1CFA;V
1D00..1D2B;V
1D2F;V
1D3B;V
1D4E;V
1D6B..1D77;V
1D79..1D9A;V
1DC0..1DFF;V
1E00;M;1E01
1E01;V
1E02;M;1E03
1E03;V
1E04;M;1E05
1E05;V
1E06;M;1E07
1E07;V
1E08;M;1E09
1E09;V
1E0A;M;1E0B
1E0B;V
1E0C;M;1E0D
1E0D;V
1E0E;M;1E0F
1E0F;V
1E10;M;1E11
1E11;V
1E12;M;1E13
1E13;V
1E14;M;1E15
1E15;V
1E16;M;1E17
1E17;V
1E18;M;1E19
1E19;V
1E1A;M;1E1B
1E1B;V
1E1C;M;1E1D
1E1D;V
1E1E;M;1E1F
1E1F;V
1E20;M;1E21
1E21;V
1E22;M;1E23
1E23;V
1E24;M;1E25
1E25;V
1E26;M;1E27
1E27;V
1E28;M;1E29
1E29;V
1E2A;M;1E2B
1E2B;V
1E2C;M;1E2D
1E2D;V
1E2E;M;1E2F
1E2F;V
1E30;M;1E31
1E31;V
1E32;M;1E33
1E33;V
1E34;M;1E35
1E35;V
1E36;M;1E37
1E37;V
1E38;M;1E39
1E39;V
1E3A;M;1E3B
1E3B;V
1E3C;M;1E3D
1E3D;V
1E3E;M;1E3F
1E3F;V
1E40;M;1E41
1E41;V
1E42;M;1E43
1E43;V
1E44;M;1E45
1E45;V
1E46;M;1E47
1E47;V
1E48;M;1E49
1E49;V
1E4A;M;1E4B
1E4B;V
1E4C;M;1E4D
1E4D;V
1E4E;M;1E4F
1E4F;V
1E50;M;1E51
1E51;V
1E52;M;1E53
1E53;V
1E54;M;1E55
1E55;V
1E56;M;1E57
1E57;V
1E58;M;1E59
1E59;V
1E5A;M;1E5B
1E5B;V
1E5C;M;1E5D
1E5D;V
1E5E;M;1E5F
1E5F;V
1E60;M;1E61
1E61;V
1E62;M;1E63
1E63;V
1E64;M;1E65
1E65;V
1E66;M;1E67
1E67;V
1E68;M;1E69
1E69;V
1E6A;M;1E6B
1E6B;V
1E6C;M;1E6D
1E6D;V
1E6E;M;1E6F
1E6F;V
1E70;M;1E71
1E71;V
1E72;M;1E73
1E73;V
1E74;M;1E75
1E75;V
1E76;M;1E77
1E77;V
1E78;M;1E79
1E79;V
1E7A;M;1E7B
1E7B;V
1E7C;M;1E7D
1E7D;V
1E7E;M;1E7F
1E7F;V
1E80;M;1E81
1E81;V
1E82;M;1E83
1E83;V
1E84;M;1E85
1E85;V
1E86;M;1E87
1E87;V
1E88;M;1E89
1E89;V
1E8A;M;1E8B
1E8B;V
1E8C;M;1E8D
1E8D;V
1E8E;M;1E8F
1E8F;V
1E90;M;1E91
1E91;V
1E92;M;1E93
1E93;V
1E94;M;1E95
1E95..1E99;V
1E9B;W;1E61
1E9C..1E9D;V
1E9E;M;00DF
1E9F;V
1EA0;M;1EA1
1EA1;V
1EA2;M;1EA3
1EA3;V
1EA4;M;1EA5
1EA5;V
1EA6;M;1EA7
1EA7;V
1EA8;M;1EA9
1EA9;V
1EAA;M;1EAB
1EAB;V
1EAC;M;1EAD
1EAD;V
1EAE;M;1EAF
1EAF;V
1EB0;M;1EB1
1EB1;V
1EB2;M;1EB3
1EB3;V
1EB4;M;1EB5
1EB5;V
1EB6;M;1EB7
1EB7;V
1EB8;M;1EB9
1EB9;V
1EBA;M;1EBB
1EBB;V
1EBC;M;1EBD
1EBD;V
1EBE;M;1EBF
1EBF;V
1EC0;M;1EC1
1EC1;V
1EC2;M;1EC3
1EC3;V
1EC4;M;1EC5
1EC5;V
1EC6;M;1EC7
1EC7;V
1EC8;M;1EC9
1EC9;V
1ECA;M;1ECB
1ECB;V
1ECC;M;1ECD
1ECD;V
1ECE;M;1ECF
1ECF;V
1ED0;M;1ED1
1ED1;V
1ED2;M;1ED3
1ED3;V
1ED4;M;1ED5
1ED5;V
1ED6;M;1ED7
1ED7;V
1ED8;M;1ED9
1ED9;V
1EDA;M;1EDB
1EDB;V
1EDC;M;1EDD
1EDD;V
1EDE;M;1EDF
1EDF;V
1EE0;M;1EE1
1EE1;V
1EE2;M;1EE3
1EE3;V
1EE4;M;1EE5
1EE5;V
1EE6;M;1EE7
1EE7;V
1EE8;M;1EE9
1EE9;V
1EEA;M;1EEB
1EEB;V
1EEC;M;1EED
1EED;V
1EEE;M;1EEF
1EEF;V
1EF0;M;1EF1
1EF1;V
1EF2;M;1EF3
1EF3;V
1EF4;M;1EF5
1EF5;V
1EF6;M;1EF7
1EF7;V
1EF8;M;1EF9
1EF9;V
1EFA;M;1EFB
1EFB;V
1EFC;M;1EFD
1EFD;V
1EFE;M;1EFF
1EFF..1F07;V
1F08;M;1F00
1F09;M;1F01
1F0A;M;1F02
1F0B;M;1F03
1F0C;M;1F04
1F0D;M;1F05
1F0E;M;1F06
1F0F;M;1F07
1F10..1F15;V
1F18;M;1F10
1F19;M;1F11
1F1A;M;1F12
1F1B;M;1F13
1F1C;M;1F14
1F1D;M;1F15
1F20..1F27;V
1F28;M;1F20
1F29;M;1F21
1F2A;M;1F22
1F2B;M;1F23
1F2C;M;1F24
1F2D;M;1F25
1F2E;M;1F26
1F2F;M;1F27
1F30..1F37;V
1F38;M;1F30
1F39;M;1F31
1F3A;M;1F32
1F3B;M;1F33
1F3C;M;1F34
1F3D;M;1F35
1F3E;M;1F36
1F3F;M;1F37
1F40..1F45;V
1F48;M;1F40
1F49;M;1F41
1F4A;M;1F42
1F4B;M;1F43
1F4C;M;1F44
1F4D;M;1F45
1F50..1F57;V
1F59;M;1F51
1F5B;M;1F53
1F5D;M;1F55
1F5F;M;1F57
1F60..1F67;V
1F68;M;1F60
1F69;M;1F61
1F6A;M;1F62
1F6B;M;1F63
1F6C;M;1F64
1F6D;M;1F65
1F6E;M;1F66
1F6F;M;1F67
1F70;V
1F71;W;03AC
1F72;V
1F73;W;03AD
1F74;V
1F75;W;03AE
1F76;V
1F77;W;03AF
1F78;V
1F79;W;03CC
1F7A;V
1F7B;W;03CD
1F7C;V
1F7D;W;03CE
1F80..1F87;L
1F90..1F97;L
1FA0..1FA7;L
1FB0..1FB1;V
1FB2..1FB4;L
1FB6;V
1FB7;L
1FB8;M;1FB0
1FB9;M;1FB1
1FBA;M;1F70
1FBB;W;03AC
1FBE;W;03B9
1FC2..1FC4;L
1FC6;V
1FC7;L
1FC8;M;1F72
1FC9;W;03AD
1FCA;M;1F74
1FCB;W;03AE
1FD0..1FD2;V
1FD6..1FD7;V
1FD8;M;1FD0
1FD9;M;1FD1
1FDA;M;1F76
1FDB;W;03AF
1FE0..1FE2;V
1FE4..1FE7;V
1FE8;M;1FE0
1FE9;M;1FE1
1FEA;M;1F7A
1FEB;W;03CD
1FEC;M;1FE5
1FF2..1FF4;L
1FF6;V
1FF7;L
1FF8;M;1F78
1FF9;W;03CC
1FFA;M;1F7C
1FFB;W;03CE
200C..200D;J
2126;W;03C9
212A;W;006B
212B;W;00E5
2132;M;214E
214E;V
2183;M;2184
2184;V
2C00;M;2C30
2C01;M;2C31
2C02;M;2C32
2C03;M;2C33
2C04;M;2C34
2C05;M;2C35
2C06;M;2C36
2C07;M;2C37
2C08;M;2C38
2C09;M;2C39
2C0A;M;2C3A
2C0B;M;2C3B
2C0C;M;2C3C
2C0D;M;2C3D
2C0E;M;2C3E
2C0F;M;2C3F
2C10;M;2C40
2C11;M;2C41
2C12;M;2C42
2C13;M;2C43
2C14;M;2C44
2C15;M;2C45
2C16;M;2C46
2C17;M;2C47
2C18;M;2C48
2C19;M;2C49
2C1A;M;2C4A
2C1B;M;2C4B
2C1C;M;2C4C
2C1D;M;2C4D
2C1E;M;2C4E
2C1F;M;2C4F
2C20;M;2C50
2C21;M;2C51
2C22;M;2C52
2C23;M;2C53
2C24;M;2C54
2C25;M;2C55
2C26;M;2C56
2C27;M;2C57
2C28;M;2C58
2C29;M;2C59
2C2A;M;2C5A
2C2B;M;2C5B
2C2C;M;2C5C
2C2D;M;2C5D
2C2E;M;2C5E
2C2F;M;2C5F
2C30..2C5F;V
2C60;M;2C61
2C61;V
2C62;M;026B
2C63;M;1D7D
2C64;M;027D
2C65..2C66;V
2C67;M;2C68
2C68;V
2C69;M;2C6A
2C6A;V
2C6B;M;2C6C
2C6C;V
2C6D;M;0251
2C6E;M;0271
2C6F;M;0250
2C70;M;0252
2C71;V
2C72;M;2C73
2C73..2C74;V
2C75;M;2C76
2C76..2C7B;V
2C7E;M;023F
2C7F;M;0240
2C80;M;2C81
2C81;V
2C82;M;2C83
2C83;V
2C84;M;2C85
2C85;V
2C86;M;2C87
2C87;V
2C88;M;2C89
2C89;V
2C8A;M;2C8B
2C8B;V
2C8C;M;2C8D
2C8D;V
2C8E;M;2C8F
2C8F;V
2C90;M;2C91
2C91;V
2C92;M;2C93
2C93;V
2C94;M;2C95
2C95;V
2C96;M;2C97
2C97;V
2C98;M;2C99
2C99;V
2C9A;M;2C9B
2C9B;V
2C9C;M;2C9D
2C9D;V
2C9E;M;2C9F
2C9F;V
2CA0;M;2CA1
2CA1;V
2CA2;M;2CA3
2CA3;V
2CA4;M;2CA5
2CA5;V
2CA6;M;2CA7
2CA7;V
2CA8;M;2CA9
2CA9;V
2CAA;M;2CAB
2CAB;V
2CAC;M;2CAD
2CAD;V
2CAE;M;2CAF
2CAF;V
2CB0;M;2CB1
2CB1;V
2CB2;M;2CB3
2CB3;V
2CB4;M;2CB5
2CB5;V
2CB6;M;2CB7
2CB7;V
2CB8;M;2CB9
2CB9;V
2CBA;M;2CBB
2CBB;V
2CBC;M;2CBD
2CBD;V
2CBE;M;2CBF
2CBF;V
2CC0;M;2CC1
2CC1;V
2CC2;M;2CC3
2CC3;V
2CC4;M;2CC5
2CC5;V
2CC6;M;2CC7
2CC7;V
2CC8;M;2CC9
2CC9;V
2CCA;M;2CCB
2CCB;V
2CCC;M;2CCD
2CCD;V
2CCE;M;2CCF
2CCF;V
2CD0;M;2CD1
2CD1;V
2CD2;M;2CD3
2CD3;V
2CD4;M;2CD5
2CD5;V
2CD6;M;2CD7
2CD7;V
2CD8;M;2CD9
2CD9;V
2CDA;M;2CDB
2CDB;V
2CDC;M;2CDD
2CDD;V
2CDE;M;2CDF
2CDF;V
2CE0;M;2CE1
2CE1;V
2CE2;M;2CE3
2CE3..2CE4;V
2CEB;M;2CEC
2CEC;V
2CED;M;2CEE
2CEE..2CF1;V
2CF2;M;2CF3
2CF3;V
2D00..2D25;V
2D27;V
2D2D;V
2D30..2D67;V
2D7F..2D96;V
2DA0..2DA6;V
2DA8..2DAE;V
2DB0..2DB6;V
2DB8..2DBE;V
2DC0..2DC6;V
2DC8..2DCE;V
2DD0..2DD6;V
2DD8..2DDE;V
2DE0..2DFF;V
2E2F;V
3005..3007;V
302A..302D;V
303C;V
3041..3096;V
3099..309A;V
309D..309E;V
30A1..30FA;V
30FB;O
30FC..30FE;V
3105..312F;V
31A0..31BF;V
31F0..31FF;V
3400..4DBF;V
4E00..A48C;V
A4D0..A4FD;V
A500..A60C;V
A610..A62B;V
A640;M;A641
A641;V
A642;M;A643
A643;V
A644;M;A645
A645;V
A646;M;A647
A647;V
A648;M;A649
A649;V
A64A;M;A64B
A64B;V
A64C;M;A64D
A64D;V
A64E;M;A64F
A64F;V
A650;M;A651
A651;V
A652;M;A653
A653;V
A654;M;A655
A655;V
A656;M;A657
A657;V
A658;M;A659
A659;V
A65A;M;A65B
A65B;V
A65C;M;A65D
A65D;V
A65E;M;A65F
A65F;V
A660;M;A661
A661;V
A662;M;A663
A663;V
A664;M;A665
A665;V
A666;M;A667
A667;V
A668;M;A669
A669;V
A66A;M;A66B
A66B;V
A66C;M;A66D
A66D..A66F;V
A674..A67D;V
A67F;V
A680;M;A681
A681;V
A682;M;A683
A683;V
A684;M;A685
A685;V
A686;M;A687
A687;V
A688;M;A689
A689;V
A68A;M;A68B
A68B;V
A68C;M;A68D
A68D;V
A68E;M;A68F
A68F;V
A690;M;A691
A691;V
A692;M;A693
A693;V
A694;M;A695
A695;V
A696;M;A697
A697;V
A698;M;A699
A699;V
A69A;M;A69B
A69B;V
A69E..A6E5;V
A6F0..A6F1;V
A717..A71F;V
A722;M;A723
A723;V
A724;M;A725
A725;V
A726;M;A727
A727;V
A728;M;A729
A729;V
A72A;M;A72B
A72B;V
A72C;M;A72D
A72D;V
A72E;M;A72F
A72F..A731;V
A732;M;A733
A733;V
A734;M;A735
A735;V
A736;M;A737
A737;V
A738;M;A739
A739;V
A73A;M;A73B
A73B;V
A73C;M;A73D
A73D;V
A73E;M;A73F
A73F;V
A740;M;A741
A741;V
A742;M;A743
A743;V
A744;M;A745
A745;V
A746;M;A747
A747;V
A748;M;A749
A749;V
A74A;M;A74B
A74B;V
A74C;M;A74D
A74D;V
A74E;M;A74F
A74F;V
A750;M;A751
A751;V
A752;M;A753
A753;V
A754;M;A755
A755;V
A756;M;A757
A757;V
A758;M;A759
A759;V
A75A;M;A75B
A75B;V
A75C;M;A75D
A75D;V
A75E;M;A75F
A75F;V
A760;M;A761
A761;V
A762;M;A763
A763;V
A764;M;A765
A765;V
A766;M;A767
A767;V
A768;M;A769
A769;V
A76A;M;A76B
A76B;V
A76C;M;A76D
A76D;V
A76E;M;A76F
A76F;V
A771..A778;V
A779;M;A77A
A77A;V
A77B;M;A77C
A77C;V
A77D;M;1D79
A77E;M;A77F
A77F;V
A780;M;A781
A781;V
A782;M;A783
A783;V
A784;M;A785
A785;V
A786;M;A787
A787..A788;V
A78B;M;A78C
A78C;V
A78D;M;0265
A78E..A78F;V
A790;M;A791
A791;V
A792;M;A793
A793..A795;V
A796;M;A797
A797;V
A798;M;A799
A799;V
A79A;M;A79B
A79B;V
A79C;M;A79D
A79D;V
A79E;M;A79F
A79F;V
A7A0;M;A7A1
A7A1;V
A7A2;M;A7A3
A7A3;V
A7A4;M;A7A5
A7A5;V
A7A6;M;A7A7
A7A7;V
A7A8;M;A7A9
A7A9;V
A7AA;M;0266
A7AB;M;025C
A7AC;M;0261
A7AD;M;026C
A7AE;M;026A
A7AF;V
A7B0;M;029E
A7B1;M;0287
A7B2;M;029D
A7B3;M;AB53
A7B4;M;A7B5
A7B5;V
A7B6;M;A7B7
A7B7;V
A7B8;M;A7B9
A7B9;V
A7BA;M;A7BB
A7BB;V
A7BC;M;A7BD
A7BD;V
A7BE;M;A7BF
A7BF;V
A7C0;M;A7C1
A7C1;V
A7C2;M;A7C3
A7C3;V
A7C4;M;A794
A7C5;M;0282
A7C6;M;1D8E
A7C7;M;A7C8
A7C8;V
A7C9;M;A7CA
A7CA;V
A7D0;M;A7D1
A7D1;V
A7D3;V
A7D5;V
A7D6;M;A7D7
A7D7;V
A7D8;M;A7D9
A7D9;V
A7F5;M;A7F6
A7F6..A7F7;V
A7FA..A827;V
A82C;V
A840..A873;V
A880..A8C5;V
A8D0..A8D9;V
A8E0..A8F7;V
A8FB;V
A8FD..A92D;V
A930..A953;V
A980..A9C0;V
A9CF..A9D9;V
A9E0..A9FE;V
AA00..AA36;V
AA40..AA4D;V
AA50..AA59;V
AA60..AA76;V
AA7A..AAC2;V
AADB..AADD;V
AAE0..AAEF;V
AAF2..AAF6;V
AB01..AB06;V
AB09..AB0E;V
AB11..AB16;V
AB20..AB26;V
AB28..AB2E;V
AB30..AB5A;V
AB60..AB68;V
AB70;M;13A0
AB71;M;13A1
AB72;M;13A2
AB73;M;13A3
AB74;M;13A4
AB75;M;13A5
AB76;M;13A6
AB77;M;13A7
AB78;M;13A8
AB79;M;13A9
AB7A;M;13AA
AB7B;M;13AB
AB7C;M;13AC
AB7D;M;13AD
AB7E;M;13AE
AB7F;M;13AF
AB80;M;13B0
AB81;M;13B1
AB82;M;13B2
AB83;M;13B3
AB84;M;13B4
AB85;M;13B5
AB86;M;13B6
AB87;M;13B7
AB88;M;13B8
AB89;M;13B9
AB8A;M;13BA
AB8B;M;13BB
AB8C;M;13BC
AB8D;M;13BD
AB8E;M;13BE
AB8F;M;13BF
AB90;M;13C0
AB91;M;13C1
AB92;M;13C2
AB93;M;13C3
AB94;M;13C4
AB95;M;13C5
AB96;M;13C6
AB97;M;13C7
AB98;M;13C8
AB99;M;13C9
AB9A;M;13CA
AB9B;M;13CB
AB9C;M;13CC
AB9D;M;13CD
AB9E;M;13CE
AB9F;M;13CF
ABA0;M;13D0
ABA1;M;13D1
ABA2;M;13D2
ABA3;M;13D3
ABA4;M;13D4
ABA5;M;13D5
ABA6;M;13D6
ABA7;M;13D7
ABA8;M;13D8
ABA9;M;13D9
ABAA;M;13DA
ABAB;M;13DB
ABAC;M;13DC
ABAD;M;13DD
ABAE;M;13DE
ABAF;M;13DF
ABB0;M;13E0
ABB1;M;13E1
ABB2;M;13E2
ABB3;M;13E3
ABB4;M;13E4
ABB5;M;13E5
ABB6;M;13E6
ABB7;M;13E7
ABB8;M;13E8
ABB9;M;13E9
ABBA;M;13EA
ABBB;M;13EB
ABBC;M;13EC
ABBD;M;13ED
ABBE;M;13EE
ABBF;M;13EF
ABC0..ABEA;V
ABEC..ABED;V
ABF0..ABF9;V
AC00..D7A3;V
F900;W;8C48
F901;W;66F4
F902;W;8ECA
F903;W;8CC8
F904;W;6ED1
F905;W;4E32
F906;W;53E5
F907;W;9F9C
F908;W;9F9C
F909;W;5951
F90A;W;91D1
F90B;W;5587
F90C;W;5948
F90D;W;61F6
F90E;W;7669
F90F;W;7F85
F910;W;863F
F911;W;87BA
F912;W;88F8
F913;W;908F
F914;W;6A02
F915;W;6D1B
F916;W;70D9
F917;W;73DE
F918;W;843D
F919;W;916A
F91A;W;99F1
F91B;W;4E82
F91C;W;5375
F91D;W;6B04
F91E;W;721B
F91F;W;862D
F920;W;9E1E
F921;W;5D50
F922;W;6FEB
F923;W;85CD
F924;W;8964
F925;W;62C9
F926;W;81D8
F927;W;881F
F928;W;5ECA
F929;W;6717
F92A;W;6D6A
F92B;W;72FC
F92C;W;90CE
F92D;W;4F86
F92E;W;51B7
F92F;W;52DE
F930;W;64C4
F931;W;6AD3
F932;W;7210
F933;W;76E7
F934;W;8001
F935;W;8606
F936;W;865C
F937;W;8DEF
F938;W;9732
F939;W;9B6F
F93A;W;9DFA
F93B;W;788C
F93C;W;797F
F93D;W;7DA0
F93E;W;83C9
F93F;W;9304
F940;W;9E7F
F941;W;8AD6
F942;W;58DF
F943;W;5F04
F944;W;7C60
F945;W;807E
F946;W;7262
F947;W;78CA
F948;W;8CC2
F949;W;96F7
F94A;W;58D8
F94B;W;5C62
F94C;W;6A13
F94D;W;6DDA
F94E;W;6F0F
F94F;W;7D2F
F950;W;7E37
F951;W;964B
F952;W;52D2
F953;W;808B
F954;W;51DC
F955;W;51CC
F956;W;7A1C
F957;W;7DBE
F958;W;83F1
F959;W;9675
F95A;W;8B80
F95B;W;62CF
F95C;W;6A02
F95D;W;8AFE
F95E;W;4E39
F95F;W;5BE7
F960;W;6012
F961;W;7387
F962;W;7570
F963;W;5317
F964;W;78FB
F965;W;4FBF
F966;W;5FA9
F967;W;4E0D
F968;W;6CCC
F969;W;6578
F96A;W;7D22
F96B;W;53C3
F96C;W;585E
F96D;W;7701
F96E;W;8449
F96F;W;8AAA
F970;W;6BBA
F971;W;8FB0
F972;W;6C88
F973;W;62FE
F974;W;82E5
F975;W;63A0
F976;W;7565
F977;W;4EAE
F978;W;5169
F979;W;51C9
F97A;W;6881
F97B;W;7CE7
F97C;W;826F
F97D;W;8AD2
F97E;W;91CF
F97F;W;52F5
F980;W;5442
F981;W;5973
F982;W;5EEC
F983;W;65C5
F984;W;6FFE
F985;W;792A
F986;W;95AD
F987;W;9A6A
F988;W;9E97
F989;W;9ECE
F98A;W;529B
F98B;W;66C6
F98C;W;6B77
F98D;W;8F62
F98E;W;5E74
F98F;W;6190
F990;W;6200
F991;W;649A
F992;W;6F23
F993;W;7149
F994;W;7489
F995;W;79CA
F996;W;7DF4
F997;W;806F
F998;W;8F26
F999;W;84EE
F99A;W;9023
F99B;W;934A
F99C;W;5217
F99D;W;52A3
F99E;W;54BD
F99F;W;70C8
F9A0;W;88C2
F9A1;W;8AAA
F9A2;W;5EC9
F9A3;W;5FF5
F9A4;W;637B
F9A5;W;6BAE
F9A6;W;7C3E
F9A7;W;7375
F9A8;W;4EE4
F9A9;W;56F9
F9AA;W;5BE7
F9AB;W;5DBA
F9AC;W;601C
F9AD;W;73B2
F9AE;W;7469
F9AF;W;7F9A
F9B0;W;8046
F9B1;W;9234
F9B2;W;96F6
F9B3;W;9748
F9B4;W;9818
F9B5;W;4F8B
F9B6;W;79AE
F9B7;W;91B4
F9B8;W;96B8
F9B9;W;60E1
F9BA;W;4E86
F9BB;W;50DA
F9BC;W;5BEE
F9BD;W;5C3F
F9BE;W;6599
F9BF;W;6A02
F9C0;W;71CE
F9C1;W;7642
F9C2;W;84FC
F9C3;W;907C
F9C4;W;9F8D
F9C5;W;6688
F9C6;W;962E
F9C7;W;5289
F9C8;W;677B
F9C9;W;67F3
F9CA;W;6D41
F9CB;W;6E9C
F9CC;W;7409
F9CD;W;7559
F9CE;W;786B
F9CF;W;7D10
F9D0;W;985E
F9D1;W;516D
F9D2;W;622E
F9D3;W;9678
F9D4;W;502B
F9D5;W;5D19
F9D6;W;6DEA
F9D7;W;8F2A
F9D8;W;5F8B
F9D9;W;6144
F9DA;W;6817
F9DB;W;7387
F9DC;W;9686
F9DD;W;5229
F9DE;W;540F
F9DF;W;5C65
F9E0;W;6613
F9E1;W;674E
F9E2;W;68A8
F9E3;W;6CE5
F9E4;W;7406
F9E5;W;75E2
F9E6;W;7F79
F9E7;W;88CF
F9E8;W;88E1
F9E9;W;91CC
F9EA;W;96E2
F9EB;W;533F
F9EC;W;6EBA
F9ED;W;541D
F9EE;W;71D0
F9EF;W;7498
F9F0;W;85FA
F9F1;W;96A3
F9F2;W;9C57
F9F3;W;9E9F
F9F4;W;6797
F9F5;W;6DCB
F9F6;W;81E8
F9F7;W;7ACB
F9F8;W;7B20
F9F9;W;7C92
F9FA;W;72C0
F9FB;W;7099
F9FC;W;8B58
F9FD;W;4EC0
F9FE;W;8336
F9FF;W;523A
FA00;W;5207
FA01;W;5EA6
FA02;W;62D3
FA03;W;7CD6
FA04;W;5B85
FA05;W;6D1E
FA06;W;66B4
FA07;W;8F3B
FA08;W;884C
FA09;W;964D
FA0A;W;898B
FA0B;W;5ED3
FA0C;W;5140
FA0D;W;55C0
FA0E..FA0F;V
FA10;W;585A
FA11;V
FA12;W;6674
FA13..FA14;V
FA15;W;51DE
FA16;W;732A
FA17;W;76CA
FA18;W;793C
FA19;W;795E
FA1A;W;7965
FA1B;W;798F
FA1C;W;9756
FA1D;W;7CBE
FA1E;W;7FBD
FA1F;V
FA20;W;8612
FA21;V
FA22;W;8AF8
FA23..FA24;V
FA25;W;9038
FA26;W;90FD
FA27..FA29;V
FA2A;W;98EF
FA2B;W;98FC
FA2C;W;9928
FA2D;W;9DB4
FA2E;W;90DE
FA2F;W;96B7
FA30;W;4FAE
FA31;W;50E7
FA32;W;514D
FA33;W;52C9
FA34;W;52E4
FA35;W;5351
FA36;W;559D
FA37;W;5606
FA38;W;5668
FA39;W;5840
FA3A;W;58A8
FA3B;W;5C64
FA3C;W;5C6E
FA3D;W;6094
FA3E;W;6168
FA3F;W;618E
FA40;W;61F2
FA41;W;654F
FA42;W;65E2
FA43;W;6691
FA44;W;6885
FA45;W;6D77
FA46;W;6E1A
FA47;W;6F22
FA48;W;716E
FA49;W;722B
FA4A;W;7422
FA4B;W;7891
FA4C;W;793E
FA4D;W;7949
FA4E;W;7948
FA4F;W;7950
FA50;W;7956
FA51;W;795D
FA52;W;798D
FA53;W;798E
FA54;W;7A40
FA55;W;7A81
FA56;W;7BC0
FA57;W;7DF4
FA58;W;7E09
FA59;W;7E41
FA5A;W;7F72
FA5B;W;8005
FA5C;W;81ED
FA5D;W;8279
FA5E;W;8279
FA5F;W;8457
FA60;W;8910
FA61;W;8996
FA62;W;8B01
FA63;W;8B39
FA64;W;8CD3
FA65;W;8D08
FA66;W;8FB6
FA67;W;9038
FA68;W;96E3
FA69;W;97FF
FA6A;W;983B
FA6B;W;6075
FA6C;W;242EE
FA6D;W;8218
FA70;W;4E26
FA71;W;51B5
FA72;W;5168
FA73;W;4F80
FA74;W;5145
FA75;W;5180
FA76;W;52C7
FA77;W;52FA
FA78;W;559D
FA79;W;5555
FA7A;W;5599
FA7B;W;55E2
FA7C;W;585A
FA7D;W;58B3
FA7E;W;5944
FA7F;W;5954
FA80;W;5A62
FA81;W;5B28
FA82;W;5ED2
FA83;W;5ED9
FA84;W;5F69
FA85;W;5FAD
FA86;W;60D8
FA87;W;614E
FA88;W;6108
FA89;W;618E
FA8A;W;6160
FA8B;W;61F2
FA8C;W;6234
FA8D;W;63C4
FA8E;W;641C
FA8F;W;6452
FA90;W;6556
FA91;W;6674
FA92;W;6717
FA93;W;671B
FA94;W;6756
FA95;W;6B79
FA96;W;6BBA
FA97;W;6D41
FA98;W;6EDB
FA99;W;6ECB
FA9A;W;6F22
FA9B;W;701E
FA9C;W;716E
FA9D;W;77A7
FA9E;W;7235
FA9F;W;72AF
FAA0;W;732A
FAA1;W;7471
FAA2;W;7506
FAA3;W;753B
FAA4;W;761D
FAA5;W;761F
FAA6;W;76CA
FAA7;W;76DB
FAA8;W;76F4
FAA9;W;774A
FAAA;W;7740
FAAB;W;78CC
FAAC;W;7AB1
FAAD;W;7BC0
FAAE;W;7C7B
FAAF;W;7D5B
FAB0;W;7DF4
FAB1;W;7F3E
FAB2;W;8005
FAB3;W;8352
FAB4;W;83EF
FAB5;W;8779
FAB6;W;8941
FAB7;W;8986
FAB8;W;8996
FAB9;W;8ABF
FABA;W;8AF8
FABB;W;8ACB
FABC;W;8B01
FABD;W;8AFE
FABE;W;8AED
FABF;W;8B39
FAC0;W;8B8A
FAC1;W;8D08
FAC2;W;8F38
FAC3;W;9072
FAC4;W;9199
FAC5;W;9276
FAC6;W;967C
FAC7;W;96E3
FAC8;W;9756
FAC9;W;97DB
FACA;W;97FF
FACB;W;980B
FACC;W;983B
FACD;W;9B12
FACE;W;9F9C
FACF;W;2284A
FAD0;W;22844
FAD1;W;233D5
FAD2;W;3B9D
FAD3;W;4018
FAD4;W;4039
FAD5;W;25249
FAD6;W;25CD0
FAD7;W;27ED3
FAD8;W;9F43
FAD9;W;9F8E
FB1D;W;05D9 05B4
FB1E;V
FB1F;W;05F2 05B7
FB2A;W;05E9 05C1
FB2B;W;05E9 05C2
FB2C;W;05E9 05BC 05C1
FB2D;W;05E9 05BC 05C2
FB2E;W;05D0 05B7
FB2F;W;05D0 05B8
FB30;W;05D0 05BC
FB31;W;05D1 05BC
FB32;W;05D2 05BC
FB33;W;05D3 05BC
FB34;W;05D4 05BC
FB35;W;05D5 05BC
FB36;W;05D6 05BC
FB38;W;05D8 05BC
FB39;W;05D9 05BC
FB3A;W;05DA 05BC
FB3B;W;05DB 05BC
FB3C;W;05DC 05BC
FB3E;W;05DE 05BC
FB40;W;05E0 05BC
FB41;W;05E1 05BC
FB43;W;05E3 05BC
FB44;W;05E4 05BC
FB46;W;05E6 05BC
FB47;W;05E7 05BC
FB48;W;05E8 05BC
FB49;W;05E9 05BC
FB4A;W;05EA 05BC
FB4B;W;05D5 05B9
FB4C;W;05D1 05BF
FB4D;W;05DB 05BF
FB4E;W;05E4 05BF
FE20..FE2F;V
FE73;V
FF0D;W;002D
FF10;W;0030
FF11;W;0031
FF12;W;0032
FF13;W;0033
FF14;W;0034
FF15;W;0035
FF16;W;0036
FF17;W;0037
FF18;W;0038
FF19;W;0039
FF21;W;0061
FF22;W;0062
FF23;W;0063
FF24;W;0064
FF25;W;0065
FF26;W;0066
FF27;W;0067
FF28;W;0068
FF29;W;0069
FF2A;W;006A
FF2B;W;006B
FF2C;W;006C
FF2D;W;006D
FF2E;W;006E
FF2F;W;006F
FF30;W;0070
FF31;W;0071
FF32;W;0072
FF33;W;0073
FF34;W;0074
FF35;W;0075
FF36;W;0076
FF37;W;0077
FF38;W;0078
FF39;W;0079
FF3A;W;007A
FF41;W;0061
FF42;W;0062
FF43;W;0063
FF44;W;0064
FF45;W;0065
FF46;W;0066
FF47;W;0067
FF48;W;0068
FF49;W;0069
FF4A;W;006A
FF4B;W;006B
FF4C;W;006C
FF4D;W;006D
FF4E;W;006E
FF4F;W;006F
FF50;W;0070
FF51;W;0071
FF52;W;0072
FF53;W;0073
FF54;W;0074
FF55;W;0075
FF56;W;0076
FF57;W;0077
FF58;W;0078
FF59;W;0079
FF5A;W;007A
FF65;W;30FB
FF66;W;30F2
FF67;W;30A1
FF68;W;30A3
FF69;W;30A5
FF6A;W;30A7
FF6B;W;30A9
FF6C;W;30E3
FF6D;W;30E5
FF6E;W;30E7
FF6F;W;30C3
FF70;W;30FC
FF71;W;30A2
FF72;W;30A4
FF73;W;30A6
FF74;W;30A8
FF75;W;30AA
FF76;W;30AB
FF77;W;30AD
FF78;W;30AF
FF79;W;30B1
FF7A;W;30B3
FF7B;W;30B5
FF7C;W;30B7
FF7D;W;30B9
FF7E;W;30BB
FF7F;W;30BD
FF80;W;30BF
FF81;W;30C1
FF82;W;30C4
FF83;W;30C6
FF84;W;30C8
FF85;W;30CA
FF86;W;30CB
FF87;W;30CC
FF88;W;30CD
FF89;W;30CE
FF8A;W;30CF
FF8B;W;30D2
FF8C;W;30D5
FF8D;W;30D8
FF8E;W;30DB
FF8F;W;30DE
FF90;W;30DF
FF91;W;30E0
FF92;W;30E1
FF93;W;30E2
FF94;W;30E4
FF95;W;30E6
FF96;W;30E8
FF97;W;30E9
FF98;W;30EA
FF99;W;30EB
FF9A;W;30EC
FF9B;W;30ED
FF9C;W;30EF
FF9D;W;30F3
FF9E;W;3099
FF9F;W;309A
10000..1000B;V
1000D..10026;V
10028..1003A;V
1003C..1003D;V
1003F..1004D;V
10050..1005D;V
10080..100FA;V
101FD;V
10280..1029C;V
102A0..102D0;V
102E0;V
10300..1031F;V
1032D..10340;V
10342..10349;V
10350..1037A;V
10380..1039D;V
103A0..103C3;V
103C8..103CF;V
10400;M;10428
10401;M;10429
10402;M;1042A
10403;M;1042B
10404;M;1042C
10405;M;1042D
10406;M;1042E
10407;M;1042F
10408;M;10430
10409;M;10431
1040A;M;10432
1040B;M;10433
1040C;M;10434
1040D;M;10435
1040E;M;10436
1040F;M;10437
10410;M;10438
10411;M;10439
10412;M;1043A
10413;M;1043B
10414;M;1043C
10415;M;1043D
10416;M;1043E
10417;M;1043F
10418;M;10440
10419;M;10441
1041A;M;10442
1041B;M;10443
1041C;M;10444
1041D;M;10445
1041E;M;10446
1041F;M;10447
10420;M;10448
10421;M;10449
10422;M;1044A
10423;M;1044B
10424;M;1044C
10425;M;1044D
10426;M;1044E
10427;M;1044F
10428..1049D;V
104A0..104A9;V
104B0;M;104D8
104B1;M;104D9
104B2;M;104DA
104B3;M;104DB
104B4;M;104DC
104B5;M;104DD
104B6;M;104DE
104B7;M;104DF
104B8;M;104E0
104B9;M;104E1
104BA;M;104E2
104BB;M;104E3
104BC;M;104E4
104BD;M;104E5
104BE;M;104E6
104BF;M;104E7
104C0;M;104E8
104C1;M;104E9
104C2;M;104EA
104C3;M;104EB
104C4;M;104EC
104C5;M;104ED
104C6;M;104EE
104C7;M;104EF
104C8;M;104F0
104C9;M;104F1
104CA;M;104F2
104CB;M;104F3
104CC;M;104F4
104CD;M;104F5
104CE;M;104F6
104CF;M;104F7
104D0;M;104F8
104D1;M;104F9
104D2;M;104FA
104D3;M;104FB
104D8..104FB;V
10500..10527;V
10530..10563;V
10570;M;10597
10571;M;10598
10572;M;10599
10573;M;1059A
10574;M;1059B
10575;M;1059C
10576;M;1059D
10577;M;1059E
10578;M;1059F
10579;M;105A0
1057A;M;105A1
1057C;M;105A3
1057D;M;105A4
1057E;M;105A5
1057F;M;105A6
10580;M;105A7
10581;M;105A8
10582;M;105A9
10583;M;105AA
10584;M;105AB
10585;M;105AC
10586;M;105AD
10587;M;105AE
10588;M;105AF
10589;M;105B0
1058A;M;105B1
1058C;M;105B3
1058D;M;105B4
1058E;M;105B5
1058F;M;105B6
10590;M;105B7
10591;M;105B8
10592;M;105B9
10594;M;105BB
10595;M;105BC
10597..105A1;V
105A3..105B1;V
105B3..105B9;V
105BB..105BC;V
10600..10736;V
10740..10755;V
10760..10767;V
10780;V
10800..10805;V
10808;V
1080A..10835;V
10837..10838;V
1083C;V
1083F..10855;V
10860..10876;V
10880..1089E;V
108E0..108F2;V
108F4..108F5;V
10900..10915;V
10920..10939;V
10980..109B7;V
109BE..109BF;V
10A00..10A03;V
10A05..10A06;V
10A0C..10A13;V
10A15..10A17;V
10A19..10A35;V
10A38..10A3A;V
10A3F;V
10A60..10A7C;V
10A80..10A9C;V
10AC0..10AC7;V
10AC9..10AE6;V
10B00..10B35;V
10B40..10B55;V
10B60..10B72;V
10B80..10B91;V
10C00..10C48;V
10C80;M;10CC0
10C81;M;10CC1
10C82;M;10CC2
10C83;M;10CC3
10C84;M;10CC4
10C85;M;10CC5
10C86;M;10CC6
10C87;M;10CC7
10C88;M;10CC8
10C89;M;10CC9
10C8A;M;10CCA
10C8B;M;10CCB
10C8C;M;10CCC
10C8D;M;10CCD
10C8E;M;10CCE
10C8F;M;10CCF
10C90;M;10CD0
10C91;M;10CD1
10C92;M;10CD2
10C93;M;10CD3
10C94;M;10CD4
10C95;M;10CD5
10C96;M;10CD6
10C97;M;10CD7
10C98;M;10CD8
10C99;M;10CD9
10C9A;M;10CDA
10C9B;M;10CDB
10C9C;M;10CDC
10C9D;M;10CDD
10C9E;M;10CDE
10C9F;M;10CDF
10CA0;M;10CE0
10CA1;M;10CE1
10CA2;M;10CE2
10CA3;M;10CE3
10CA4;M;10CE4
10CA5;M;10CE5
10CA6;M;10CE6
10CA7;M;10CE7
10CA8;M;10CE8
10CA9;M;10CE9
10CAA;M;10CEA
10CAB;M;10CEB
10CAC;M;10CEC
10CAD;M;10CED
10CAE;M;10CEE
10CAF;M;10CEF
10CB0;M;10CF0
10CB1;M;10CF1
10CB2;M;10CF2
10CC0..10CF2;V
10D00..10D27;V
10D30..10D39;V
10E80..10EA9;V
10EAB..10EAC;V
10EB0..10EB1;V
10EFD..10F1C;V
10F27;V
10F30..10F50;V
10F70..10F85;V
10FB0..10FC4;V
10FE0..10FF6;V
11000..11046;V
11066..11075;V
1107F..110BA;V
110C2;V
110D0..110E8;V
110F0..110F9;V
11100..11134;V
11136..1113F;V
11144..11147;V
11150..11173;V
11176;V
11180..111C4;V
111C9..111CC;V
111CE..111DA;V
111DC;V
11200..11211;V
11213..11237;V
1123E..11241;V
11280..11286;V
11288;V
1128A..1128D;V
1128F..1129D;V
1129F..112A8;V
112B0..112EA;V
112F0..112F9;V
11300..11303;V
11305..1130C;V
1130F..11310;V
11313..11328;V
1132A..11330;V
11332..11333;V
11335..11339;V
1133B..11344;V
11347..11348;V
1134B..1134D;V
11350;V
11357;V
1135D..11363;V
11366..1136C;V
11370..11374;V
11400..1144A;V
11450..11459;V
1145E..11461;V
11480..114C5;V
114C7;V
114D0..114D9;V
11580..115B5;V
115B8..115C0;V
115D8..115DD;V
11600..11640;V
11644;V
11650..11659;V
11680..116B8;V
116C0..116C9;V
11700..1171A;V
1171D..1172B;V
11730..11739;V
11740..11746;V
11800..1183A;V
118A0;M;118C0
118A1;M;118C1
118A2;M;118C2
118A3;M;118C3
118A4;M;118C4
118A5;M;118C5
118A6;M;118C6
118A7;M;118C7
118A8;M;118C8
118A9;M;118C9
118AA;M;118CA
118AB;M;118CB
118AC;M;118CC
118AD;M;118CD
118AE;M;118CE
118AF;M;118CF
118B0;M;118D0
118B1;M;118D1
118B2;M;118D2
118B3;M;118D3
118B4;M;118D4
118B5;M;118D5
118B6;M;118D6
118B7;M;118D7
118B8;M;118D8
118B9;M;118D9
118BA;M;118DA
118BB;M;118DB
118BC;M;118DC
118BD;M;118DD
118BE;M;118DE
118BF;M;118DF
118C0..118E9;V
118FF..11906;V
11909;V
1190C..11913;V
11915..11916;V
11918..11935;V
11937..11938;V
1193B..11943;V
11950..11959;V
119A0..119A7;V
119AA..119D7;V
119DA..119E1;V
119E3..119E4;V
11A00..11A3E;V
11A47;V
11A50..11A99;V
11A9D;V
11AB0..11AF8;V
11C00..11C08;V
11C0A..11C36;V
11C38..11C40;V
11C50..11C59;V
11C72..11C8F;V
11C92..11CA7;V
11CA9..11CB6;V
11D00..11D06;V
11D08..11D09;V
11D0B..11D36;V
11D3A;V
11D3C..11D3D;V
11D3F..11D47;V
11D50..11D59;V
11D60..11D65;V
11D67..11D68;V
11D6A..11D8E;V
11D90..11D91;V
11D93..11D98;V
11DA0..11DA9;V
11EE0..11EF6;V
11F00..11F10;V
11F12..11F3A;V
11F3E..11F42;V
11F50..11F59;V
11FB0;V
12000..12399;V
12480..12543;V
12F90..12FF0;V
13000..1342F;V
13440..13455;V
14400..14646;V
16800..16A38;V
16A40..16A5E;V
16A60..16A69;V
16A70..16ABE;V
16AC0..16AC9;V
16AD0..16AED;V
16AF0..16AF4;V
16B00..16B36;V
16B40..16B43;V
16B50..16B59;V
16B63..16B77;V
16B7D..16B8F;V
16E40;M;16E60
16E41;M;16E61
16E42;M;16E62
16E43;M;16E63
16E44;M;16E64
16E45;M;16E65
16E46;M;16E66
16E47;M;16E67
16E48;M;16E68
16E49;M;16E69
16E4A;M;16E6A
16E4B;M;16E6B
16E4C;M;16E6C
16E4D;M;16E6D
16E4E;M;16E6E
16E4F;M;16E6F
16E50;M;16E70
16E51;M;16E71
16E52;M;16E72
16E53;M;16E73
16E54;M;16E74
16E55;M;16E75
16E56;M;16E76
16E57;M;16E77
16E58;M;16E78
16E59;M;16E79
16E5A;M;16E7A
16E5B;M;16E7B
16E5C;M;16E7C
16E5D;M;16E7D
16E5E;M;16E7E
16E5F;M;16E7F
16E60..16E7F;V
16F00..16F4A;V
16F4F..16F87;V
16F8F..16F9F;V
16FE0..16FE1;V
16FE3..16FE4;V
16FF0..16FF1;V
17000..187F7;V
18800..18CD5;V
18D00..18D08;V
1AFF0..1AFF3;V
1AFF5..1AFFB;V
1AFFD..1AFFE;V
1B000..1B122;V
1B132;V
1B150..1B152;V
1B155;V
1B164..1B167;V
1B170..1B2FB;V
1BC00..1BC6A;V
1BC70..1BC7C;V
1BC80..1BC88;V
1BC90..1BC99;V
1BC9D..1BC9E;V
1CF00..1CF2D;V
1CF30..1CF46;V
1DA00..1DA36;V
1DA3B..1DA6C;V
1DA75;V
1DA84;V
1DA9B..1DA9F;V
1DAA1..1DAAF;V
1DF00..1DF1E;V
1DF25..1DF2A;V
1E000..1E006;V
1E008..1E018;V
1E01B..1E021;V
1E023..1E024;V
1E026..1E02A;V
1E08F;V
1E100..1E12C;V
1E130..1E13D;V
1E140..1E149;V
1E14E;V
1E290..1E2AE;V
1E2C0..1E2F9;V
1E4D0..1E4F9;V
1E7E0..1E7E6;V
1E7E8..1E7EB;V
1E7ED..1E7EE;V
1E7F0..1E7FE;V
1E800..1E8C4;V
1E8D0..1E8D6;V
1E900;M;1E922
1E901;M;1E923
1E902;M;1E924
1E903;M;1E925
1E904;M;1E926
1E905;M;1E927
1E906;M;1E928
1E907;M;1E929
1E908;M;1E92A
1E909;M;1E92B
1E90A;M;1E92C
1E90B;M;1E92D
1E90C;M;1E92E
1E90D;M;1E92F
1E90E;M;1E930
1E90F;M;1E931
1E910;M;1E932
1E911;M;1E933
1E912;M;1E934
1E913;M;1E935
1E914;M;1E936
1E915;M;1E937
1E916;M;1E938
1E917;M;1E939
1E918;M;1E93A
1E919;M;1E93B
1E91A;M;1E93C
1E91B;M;1E93D
1E91C;M;1E93E
1E91D;M;1E93F
1E91E;M;1E940
1E91F;M;1E941
1E920;M;1E942
1E921;M;1E943
1E922..1E94B;V
1E950..1E959;V
20000..2A6DF;V
2A700..2B739;V
2B740..2B81D;V
2B820..2CEA1;V
2CEB0..2EBE0;V
2F800;W;4E3D
2F801;W;4E38
2F802;W;4E41
2F803;W;20122
2F804;W;4F60
2F805;W;4FAE
2F806;W;4FBB
2F807;W;5002
2F808;W;507A
2F809;W;5099
2F80A;W;50E7
2F80B;W;50CF
2F80C;W;349E
2F80D;W;2063A
2F80E;W;514D
2F80F;W;5154
2F810;W;5164
2F811;W;5177
2F812;W;2051C
2F813;W;34B9
2F814;W;5167
2F815;W;518D
2F816;W;2054B
2F817;W;5197
2F818;W;51A4
2F819;W;4ECC
2F81A;W;51AC
2F81B;W;51B5
2F81C;W;291DF
2F81D;W;51F5
2F81E;W;5203
2F81F;W;34DF
2F820;W;523B
2F821;W;5246
2F822;W;5272
2F823;W;5277
2F824;W;3515
2F825;W;52C7
2F826;W;52C9
2F827;W;52E4
2F828;W;52FA
2F829;W;5305
2F82A;W;5306
2F82B;W;5317
2F82C;W;5349
2F82D;W;5351
2F82E;W;535A
2F82F;W;5373
2F830;W;537D
2F831;W;537F
2F832;W;537F
2F833;W;537F
2F834;W;20A2C
2F835;W;7070
2F836;W;53CA
2F837;W;53DF
2F838;W;20B63
2F839;W;53EB
2F83A;W;53F1
2F83B;W;5406
2F83C;W;549E
2F83D;W;5438
2F83E;W;5448
2F83F;W;5468
2F840;W;54A2
2F841;W;54F6
2F842;W;5510
2F843;W;5553
2F844;W;5563
2F845;W;5584
2F846;W;5584
2F847;W;5599
2F848;W;55AB
2F849;W;55B3
2F84A;W;55C2
2F84B;W;5716
2F84C;W;5606
2F84D;W;5717
2F84E;W;5651
2F84F;W;5674
2F850;W;5207
2F851;W;58EE
2F852;W;57CE
2F853;W;57F4
2F854;W;580D
2F855;W;578B
2F856;W;5832
2F857;W;5831
2F858;W;58AC
2F859;W;214E4
2F85A;W;58F2
2F85B;W;58F7
2F85C;W;5906
2F85D;W;591A
2F85E;W;5922
2F85F;W;5962
2F860;W;216A8
2F861;W;216EA
2F862;W;59EC
2F863;W;5A1B
2F864;W;5A27
2F865;W;59D8
2F866;W;5A66
2F867;W;36EE
2F868;W;36FC
2F869;W;5B08
2F86A;W;5B3E
2F86B;W;5B3E
2F86C;W;219C8
2F86D;W;5BC3
2F86E;W;5BD8
2F86F;W;5BE7
2F870;W;5BF3
2F871;W;21B18
2F872;W;5BFF
2F873;W;5C06
2F874;W;5F53
2F875;W;5C22
2F876;W;3781
2F877;W;5C60
2F878;W;5C6E
2F879;W;5CC0
2F87A;W;5C8D
2F87B;W;21DE4
2F87C;W;5D43
2F87D;W;21DE6
2F87E;W;5D6E
2F87F;W;5D6B
2F880;W;5D7C
2F881;W;5DE1
2F882;W;5DE2
2F883;W;382F
2F884;W;5DFD
2F885;W;5E28
2F886;W;5E3D
2F887;W;5E69
2F888;W;3862
2F889;W;22183
2F88A;W;387C
2F88B;W;5EB0
2F88C;W;5EB3
2F88D;W;5EB6
2F88E;W;5ECA
2F88F;W;2A392
2F890;W;5EFE
2F891;W;22331
2F892;W;22331
2F893;W;8201
2F894;W;5F22
2F895;W;5F22
2F896;W;38C7
2F897;W;232B8
2F898;W;261DA
2F899;W;5F62
2F89A;W;5F6B
2F89B;W;38E3
2F89C;W;5F9A
2F89D;W;5FCD
2F89E;W;5FD7
2F89F;W;5FF9
2F8A0;W;6081
2F8A1;W;393A
2F8A2;W;391C
2F8A3;W;6094
2F8A4;W;226D4
2F8A5;W;60C7
2F8A6;W;6148
2F8A7;W;614C
2F8A8;W;614E
2F8A9;W;614C
2F8AA;W;617A
2F8AB;W;618E
2F8AC;W;61B2
2F8AD;W;61A4
2F8AE;W;61AF
2F8AF;W;61DE
2F8B0;W;61F2
2F8B1;W;61F6
2F8B2;W;6210
2F8B3;W;621B
2F8B4;W;625D
2F8B5;W;62B1
2F8B6;W;62D4
2F8B7;W;6350
2F8B8;W;22B0C
2F8B9;W;633D
2F8BA;W;62FC
2F8BB;W;6368
2F8BC;W;6383
2F8BD;W;63E4
2F8BE;W;22BF1
2F8BF;W;6422
2F8C0;W;63C5
2F8C1;W;63A9
2F8C2;W;3A2E
2F8C3;W;6469
2F8C4;W;647E
2F8C5;W;649D
2F8C6;W;6477
2F8C7;W;3A6C
2F8C8;W;654F
2F8C9;W;656C
2F8CA;W;2300A
2F8CB;W;65E3
2F8CC;W;66F8
2F8CD;W;6649
2F8CE;W;3B19
2F8CF;W;6691
2F8D0;W;3B08
2F8D1;W;3AE4
2F8D2;W;5192
2F8D3;W;5195
2F8D4;W;6700
2F8D5;W;669C
2F8D6;W;80AD
2F8D7;W;43D9
2F8D8;W;6717
2F8D9;W;671B
2F8DA;W;6721
2F8DB;W;675E
2F8DC;W;6753
2F8DD;W;233C3
2F8DE;W;3B49
2F8DF;W;67FA
2F8E0;W;6785
2F8E1;W;6852
2F8E2;W;6885
2F8E3;W;2346D
2F8E4;W;688E
2F8E5;W;681F
2F8E6;W;6914
2F8E7;W;3B9D
2F8E8;W;6942
2F8E9;W;69A3
2F8EA;W;69EA
2F8EB;W;6AA8
2F8EC;W;236A3
2F8ED;W;6ADB
2F8EE;W;3C18
2F8EF;W;6B21
2F8F0;W;238A7
2F8F1;W;6B54
2F8F2;W;3C4E
2F8F3;W;6B72
2F8F4;W;6B9F
2F8F5;W;6BBA
2F8F6;W;6BBB
2F8F7;W;23A8D
2F8F8;W;21D0B
2F8F9;W;23AFA
2F8FA;W;6C4E
2F8FB;W;23CBC
2F8FC;W;6CBF
2F8FD;W;6CCD
2F8FE;W;6C67
2F8FF;W;6D16
2F900;W;6D3E
2F901;W;6D77
2F902;W;6D41
2F903;W;6D69
2F904;W;6D78
2F905;W;6D85
2F906;W;23D1E
2F907;W;6D34
2F908;W;6E2F
2F909;W;6E6E
2F90A;W;3D33
2F90B;W;6ECB
2F90C;W;6EC7
2F90D;W;23ED1
2F90E;W;6DF9
2F90F;W;6F6E
2F910;W;23F5E
2F911;W;23F8E
2F912;W;6FC6
2F913;W;7039
2F914;W;701E
2F915;W;701B
2F916;W;3D96
2F917;W;704A
2F918;W;707D
2F919;W;7077
2F91A;W;70AD
2F91B;W;20525
2F91C;W;7145
2F91D;W;24263
2F91E;W;719C
2F91F;W;243AB
2F920;W;7228
2F921;W;7235
2F922;W;7250
2F923;W;24608
2F924;W;7280
2F925;W;7295
2F926;W;24735
2F927;W;24814
2F928;W;737A
2F929;W;738B
2F92A;W;3EAC
2F92B;W;73A5
2F92C;W;3EB8
2F92D;W;3EB8
2F92E;W;7447
2F92F;W;745C
2F930;W;7471
2F931;W;7485
2F932;W;74CA
2F933;W;3F1B
2F934;W;7524
2F935;W;24C36
2F936;W;753E
2F937;W;24C92
2F938;W;7570
2F939;W;2219F
2F93A;W;7610
2F93B;W;24FA1
2F93C;W;24FB8
2F93D;W;25044
2F93E;W;3FFC
2F93F;W;4008
2F940;W;76F4
2F941;W;250F3
2F942;W;250F2
2F943;W;25119
2F944;W;25133
2F945;W;771E
2F946;W;771F
2F947;W;771F
2F948;W;774A
2F949;W;4039
2F94A;W;778B
2F94B;W;4046
2F94C;W;4096
2F94D;W;2541D
2F94E;W;784E
2F94F;W;788C
2F950;W;78CC
2F951;W;40E3
2F952;W;25626
2F953;W;7956
2F954;W;2569A
2F955;W;256C5
2F956;W;798F
2F957;W;79EB
2F958;W;412F
2F959;W;7A40
2F95A;W;7A4A
2F95B;W;7A4F
2F95C;W;2597C
2F95D;W;25AA7
2F95E;W;25AA7
2F95F;W;7AEE
2F960;W;4202
2F961;W;25BAB
2F962;W;7BC6
2F963;W;7BC9
2F964;W;4227
2F965;W;25C80
2F966;W;7CD2
2F967;W;42A0
2F968;W;7CE8
2F969;W;7CE3
2F96A;W;7D00
2F96B;W;25F86
2F96C;W;7D63
2F96D;W;4301
2F96E;W;7DC7
2F96F;W;7E02
2F970;W;7E45
2F971;W;4334
2F972;W;26228
2F973;W;26247
2F974;W;4359
2F975;W;262D9
2F976;W;7F7A
2F977;W;2633E
2F978;W;7F95
2F979;W;7FFA
2F97A;W;8005
2F97B;W;264DA
2F97C;W;26523
2F97D;W;8060
2F97E;W;265A8
2F97F;W;8070
2F980;W;2335F
2F981;W;43D5
2F982;W;80B2
2F983;W;8103
2F984;W;440B
2F985;W;813E
2F986;W;5AB5
2F987;W;267A7
2F988;W;267B5
2F989;W;23393
2F98A;W;2339C
2F98B;W;8201
2F98C;W;8204
2F98D;W;8F9E
2F98E;W;446B
2F98F;W;8291
2F990;W;828B
2F991;W;829D
2F992;W;52B3
2F993;W;82B1
2F994;W;82B3
2F995;W;82BD
2F996;W;82E6
2F997;W;26B3C
2F998;W;82E5
2F999;W;831D
2F99A;W;8363
2F99B;W;83AD
2F99C;W;8323
2F99D;W;83BD
2F99E;W;83E7
2F99F;W;8457
2F9A0;W;8353
2F9A1;W;83CA
2F9A2;W;83CC
2F9A3;W;83DC
2F9A4;W;26C36
2F9A5;W;26D6B
2F9A6;W;26CD5
2F9A7;W;452B
2F9A8;W;84F1
2F9A9;W;84F3
2F9AA;W;8516
2F9AB;W;273CA
2F9AC;W;8564
2F9AD;W;26F2C
2F9AE;W;455D
2F9AF;W;4561
2F9B0;W;26FB1
2F9B1;W;270D2
2F9B2;W;456B
2F9B3;W;8650
2F9B4;W;865C
2F9B5;W;8667
2F9B6;W;8669
2F9B7;W;86A9
2F9B8;W;8688
2F9B9;W;870E
2F9BA;W;86E2
2F9BB;W;8779
2F9BC;W;8728
2F9BD;W;876B
2F9BE;W;8786
2F9BF;W;45D7
2F9C0;W;87E1
2F9C1;W;8801
2F9C2;W;45F9
2F9C3;W;8860
2F9C4;W;8863
2F9C5;W;27667
2F9C6;W;88D7
2F9C7;W;88DE
2F9C8;W;4635
2F9C9;W;88FA
2F9CA;W;34BB
2F9CB;W;278AE
2F9CC;W;27966
2F9CD;W;46BE
2F9CE;W;46C7
2F9CF;W;8AA0
2F9D0;W;8AED
2F9D1;W;8B8A
2F9D2;W;8C55
2F9D3;W;27CA8
2F9D4;W;8CAB
2F9D5;W;8CC1
2F9D6;W;8D1B
2F9D7;W;8D77
2F9D8;W;27F2F
2F9D9;W;20804
2F9DA;W;8DCB
2F9DB;W;8DBC
2F9DC;W;8DF0
2F9DD;W;208DE
2F9DE;W;8ED4
2F9DF;W;8F38
2F9E0;W;285D2
2F9E1;W;285ED
2F9E2;W;9094
2F9E3;W;90F1
2F9E4;W;9111
2F9E5;W;2872E
2F9E6;W;911B
2F9E7;W;9238
2F9E8;W;92D7
2F9E9;W;92D8
2F9EA;W;927C
2F9EB;W;93F9
2F9EC;W;9415
2F9ED;W;28BFA
2F9EE;W;958B
2F9EF;W;4995
2F9F0;W;95B7
2F9F1;W;28D77
2F9F2;W;49E6
2F9F3;W;96C3
2F9F4;W;5DB2
2F9F5;W;9723
2F9F6;W;29145
2F9F7;W;2921A
2F9F8;W;4A6E
2F9F9;W;4A76
2F9FA;W;97E0
2F9FB;W;2940A
2F9FC;W;4AB2
2F9FD;W;29496
2F9FE;W;980B
2F9FF;W;980B
2FA00;W;9829
2FA01;W;295B6
2FA02;W;98E2
2FA03;W;4B33
2FA04;W;9929
2FA05;W;99A7
2FA06;W;99C2
2FA07;W;99FE
2FA08;W;4BCE
2FA09;W;29B30
2FA0A;W;9B12
2FA0B;W;9C40
2FA0C;W;9CFD
2FA0D;W;4CCE
2FA0E;W;4CED
2FA0F;W;9D67
2FA10;W;2A0CE
2FA11;W;4CF8
2FA12;W;2A105
2FA13;W;2A20E
2FA14;W;2A291
2FA15;W;9EBB
2FA16;W;4D56
2FA17;W;9EF9
2FA18;W;9EFE
2FA19;W;9F05
2FA1A;W;9F0F
2FA1B;W;9F16
2FA1C;W;9F3B
2FA1D;W;2A600
30000..3134A;V
31350..323AF;V
0370..0373;Greek
0375..0377;Greek
037A..037D;Greek
037F;Greek
0384;Greek
0386;Greek
0388..038A;Greek
038C;Greek
038E..03A1;Greek
03A3..03E1;Greek
03F0..03FF;Greek
1D26..1D2A;Greek
1D5D..1D61;Greek
1D66..1D6A;Greek
1DBF;Greek
1F00..1F15;Greek
1F18..1F1D;Greek
1F20..1F45;Greek
1F48..1F4D;Greek
1F50..1F57;Greek
1F59;Greek
1F5B;Greek
1F5D;Greek
1F5F..1F7D;Greek
1F80..1FB4;Greek
1FB6..1FC4;Greek
1FC6..1FD3;Greek
1FD6..1FDB;Greek
1FDD..1FEF;Greek
1FF2..1FF4;Greek
1FF6..1FFE;Greek
2126;Greek
AB65;Greek
10140..1018E;Greek
101A0;Greek
1D200..1D245;Greek
0591..05C7;Hebrew
05D0..05EA;Hebrew
05EF..05F4;Hebrew
FB1D..FB36;Hebrew
FB38..FB3C;Hebrew
FB3E;Hebrew
FB40..FB41;Hebrew
FB43..FB44;Hebrew
FB46..FB4F;Hebrew
3041..3096;Hiragana
309D..309F;Hiragana
1B001..1B11F;Hiragana
1B132;Hiragana
1B150..1B152;Hiragana
1F200;Hiragana
30A1..30FA;Katakana
30FD..30FF;Katakana
31F0..31FF;Katakana
32D0..32FE;Katakana
3300..3357;Katakana
FF66..FF6F;Katakana
FF71..FF9D;Katakana
1AFF0..1AFF3;Katakana
1AFF5..1AFFB;Katakana
1AFFD..1AFFE;Katakana
1B000;Katakana
1B120..1B122;Katakana
1B155;Katakana
1B164..1B167;Katakana
2E80..2E99;Han
2E9B..2EF3;Han
2F00..2FD5;Han
3005;Han
3007;Han
3021..3029;Han
3038..303B;Han
3400..4DBF;Han
4E00..9FFF;Han
F900..FA6D;Han
FA70..FAD9;Han
16FE2..16FE3;Han
16FF0..16FF1;Han
20000..2A6DF;Han
2A700..2B739;Han
2B740..2B81D;Han
2B820..2CEA1;Han
2CEB0..2EBE0;Han
2F800..2FA1D;Han
30000..3134A;Han
31350..323AF;Han
`,kd=String.raw`
text null
text (null)
text <null>
text [null]
text "null"
text 'null'
text \n
text nil
text none
text nan
text <na>
text nat
text (blank)
text none none
text keine e-mail
text na
text n/a
text n.a
text n.a.
text n/d
text #n/a
text #null!
text undefined
text unknown
text void
text empty
text blank
text missing
text invalid
text deleted
text removed
text redacted
text anonymous
text anonymized
text anonymised
text test
text tbd
text tba
text todo
text false
text true
text no
text not available
text not applicable
text not provided
text not specified
text not set
text no data
text no value
text no email
text no e-mail
text no-email
text no_email
text noemail
text no mail
text nomail
text no phone
text no-phone
text no_phone
text nophone
text no number
text keine
text keine angabe
text k.a.
text k. a.
text unbekannt
text aucun
text aucune
text inconnu
text ninguno
text ninguna
text desconocido
text nessuno
text nessuna
text sconosciuto
text nenhum
text nenhuma
text desconhecido
text -
text --
text ---
text –
text —
text .
text ..
text ...
text ?
text ??
text ???
text *
text /
text _
text x
text xx
text xxx
text -1
text 0.0
text []
text [""]
text {}
text ""
text ''
text no-reply
text noreply
text no_reply
text no reply
text donotreply
text do-not-reply
text do_not_reply
text do not reply
text [object object]
text [object null]
text [undefined]
text (unknown)
text (none)
text (empty)
text (not set)
text <none>
text <empty>
text <unknown>
text <blank>
text #ref!
text #value!
text #name?
text #div/0!
text #num!
text #####
text nn
text n.n.
text na.
text n\a
text n.v.
text n.v.t.
text nvt
text n.b.
text nc
text n.c.
text -/-
text --/--
text ----
text ....
text ????
text xxxx
text asdf
text qwerty
text abc
text dummy
text fake
text example
text anonym
text anonyme
text anonimo
text guest
text gast
text default
text placeholder
text pending
text hidden
text private
text masked
text unspecified
text unavailable
text not given
text not known
text not found
text no response
text none given
text none provided
text no information
text nothing
text nobody
text email
text e-mail
text mail
text email address
text phone
text phone number
text mobile
text telefon
text {{email}}
text [email protected]
text [email protected]
text 1234
text 12345
text 123456
text {{phone}}
text {email}
text %email%
text %%email%%
text *|email|*
text keine email
text keine mail
text keine nummer
text kein telefon
text kein eintrag
text ohne
text ohne angabe
text ohne e-mail
text entfällt
text entfaellt
text nicht angegeben
text nicht vorhanden
text nicht bekannt
text leer
text fehlt
text non renseigné
text non renseigne
text non communiqué
text pas de mail
text pas d'email
text sans email
text sans
text vide
text sin email
text sin correo
text sin datos
text sin telefono
text no tiene
text no aplica
text no consta
text vacio
text nessuna email
text senza email
text non fornito
text non disponibile
text vuoto
text sem email
text não informado
text nao informado
text não tem
text nao tem
text geen
text geen email
text onbekend
text brak
name test
name none
name deleted
name null
name noemail
name no-email
name no_email
name nomail
name unknown
name undefined
name invalid
name dummy
name fake
name example
name noreply
name no-reply
name no_reply
name donotreply
name do-not-reply
name do_not_reply
name anonymous
name nobody
name notprovided
name placeholder
end com
end net
end org
end info
end biz
end eu
end de
end at
end ch
end fr
end it
end es
end pt
end nl
end be
end pl
end se
end dk
end no
end fi
end cz
end uk
end co.uk
end us
end ca
end au
end com.au
end br
end com.br
end mx
end in
end jp
end ru
end io
address a@a.com
address null@null.null
address none@none.none
address keine@email.de
address x@x.x
address nan@nan.com
address aaa@aaa.com
address abc@abc.com
address na@na.com
address no@no.com
address xxx@xxx.com
address asdf@asdf.com
address qwerty@qwerty.com
address 123@123.com
address guest@guest.com
address guest@example.com
address null@null
address none@none
address undefined@undefined
address test@test
address noreply@noreply
address no@no
address na@na
address x@x
address a@a
address x@x.com
address no@example.com
address na@example.com
address nan@example.com
address aaaa@aaaa.com
address abcd@abcd.com
address asd@asd.com
address qwe@qwe.com
address zzz@zzz.com
address 123456@123456.com
address admin@admin.com
address na@na.na
address user@user.com
`,Id=String.raw`
5D0..5EA;R
5EF..5F4;R
7C0..7EA;R
7F4..7F5;R
800..815;R
81A;R
824;R
828;R
840..858;R
10800..10805;R
10808;R
1080A..10835;R
10837..10838;R
1083C;R
1083F..10855;R
10860..10876;R
10880..1089E;R
108E0..108F2;R
108F4..108F5;R
10900..10915;R
10920..10939;R
10980..109B7;R
109BE..109BF;R
10A00;R
10A10..10A13;R
10A15..10A17;R
10A19..10A35;R
10A60..10A7C;R
10A80..10A9C;R
10AC0..10AC7;R
10AC9..10AE4;R
10B00..10B35;R
10B40..10B55;R
10B60..10B72;R
10B80..10B91;R
10C00..10C48;R
10CC0..10CF2;R
10E80..10EA9;R
10EB0..10EB1;R
10F00..10F1C;R
10F27;R
10F70..10F81;R
10FB0..10FC4;R
10FE0..10FF6;R
1E800..1E8C4;R
1E922..1E943;R
1E94B;R
1E950..1E959;R
620..63F;AL
641..64A;AL
66E..66F;AL
671..674;AL
679..6D3;AL
6D5;AL
6E5..6E6;AL
6EE..6EF;AL
6FA..6FF;AL
710;AL
712..72F;AL
74D..7A5;AL
7B1;AL
860..86A;AL
870..887;AL
889..88E;AL
8A0..8C9;AL
FE73;AL
10D00..10D23;AL
10F30..10F45;AL
660..669;AN
10D30..10D39;AN
6F0..6F9;EN
B7;ON
2B9..2BA;ON
2C6..2CF;ON
2EC;ON
375;ON
2E2F;ON
30FB;ON
A67F;ON
A717..A71F;ON
A788;ON
200C..200D;BN
300..33F;NSM
342;NSM
346..34E;NSM
350..36F;NSM
483..487;NSM
591..5BD;NSM
5BF;NSM
5C1..5C2;NSM
5C4..5C5;NSM
5C7;NSM
610..61A;NSM
64B..65F;NSM
670;NSM
6D6..6DC;NSM
6DF..6E4;NSM
6E7..6E8;NSM
6EA..6ED;NSM
711;NSM
730..74A;NSM
7A6..7B0;NSM
7EB..7F3;NSM
7FD;NSM
816..819;NSM
81B..823;NSM
825..827;NSM
829..82D;NSM
859..85B;NSM
898..89F;NSM
8CA..8E1;NSM
8E3..902;NSM
93A;NSM
93C;NSM
941..948;NSM
94D;NSM
951..957;NSM
962..963;NSM
981;NSM
9BC;NSM
9C1..9C4;NSM
9CD;NSM
9E2..9E3;NSM
9FE;NSM
A01..A02;NSM
A3C;NSM
A41..A42;NSM
A47..A48;NSM
A4B..A4D;NSM
A51;NSM
A70..A71;NSM
A75;NSM
A81..A82;NSM
ABC;NSM
AC1..AC5;NSM
AC7..AC8;NSM
ACD;NSM
AE2..AE3;NSM
AFA..AFF;NSM
B01;NSM
B3C;NSM
B3F;NSM
B41..B44;NSM
B4D;NSM
B55..B56;NSM
B62..B63;NSM
B82;NSM
BC0;NSM
BCD;NSM
C00;NSM
C04;NSM
C3C;NSM
C3E..C40;NSM
C46..C48;NSM
C4A..C4D;NSM
C55..C56;NSM
C62..C63;NSM
C81;NSM
CBC;NSM
CCC..CCD;NSM
CE2..CE3;NSM
D00..D01;NSM
D3B..D3C;NSM
D41..D44;NSM
D4D;NSM
D62..D63;NSM
D81;NSM
DCA;NSM
DD2..DD4;NSM
DD6;NSM
E31;NSM
E34..E3A;NSM
E47..E4E;NSM
EB1;NSM
EB4..EBC;NSM
EC8..ECE;NSM
F18..F19;NSM
F35;NSM
F37;NSM
F39;NSM
F71..F72;NSM
F74;NSM
F7A..F7E;NSM
F80;NSM
F82..F84;NSM
F86..F87;NSM
F8D..F92;NSM
F94..F97;NSM
F99..F9C;NSM
F9E..FA1;NSM
FA3..FA6;NSM
FA8..FAB;NSM
FAD..FB8;NSM
FBA..FBC;NSM
FC6;NSM
102D..1030;NSM
1032..1037;NSM
1039..103A;NSM
103D..103E;NSM
1058..1059;NSM
105E..1060;NSM
1071..1074;NSM
1082;NSM
1085..1086;NSM
108D;NSM
109D;NSM
135D..135F;NSM
1712..1714;NSM
1732..1733;NSM
1752..1753;NSM
1772..1773;NSM
17B7..17BD;NSM
17C6;NSM
17C9..17D3;NSM
17DD;NSM
1885..1886;NSM
18A9;NSM
1920..1922;NSM
1927..1928;NSM
1932;NSM
1939..193B;NSM
1A17..1A18;NSM
1A1B;NSM
1A56;NSM
1A58..1A5E;NSM
1A60;NSM
1A62;NSM
1A65..1A6C;NSM
1A73..1A7C;NSM
1A7F;NSM
1AB0..1ABD;NSM
1ABF..1ACE;NSM
1B00..1B03;NSM
1B34;NSM
1B36..1B3A;NSM
1B3C;NSM
1B42;NSM
1B6B..1B73;NSM
1B80..1B81;NSM
1BA2..1BA5;NSM
1BA8..1BA9;NSM
1BAB..1BAD;NSM
1BE6;NSM
1BE8..1BE9;NSM
1BED;NSM
1BEF..1BF1;NSM
1C2C..1C33;NSM
1C36..1C37;NSM
1CD0..1CD2;NSM
1CD4..1CE0;NSM
1CE2..1CE8;NSM
1CED;NSM
1CF4;NSM
1CF8..1CF9;NSM
1DC0..1DFF;NSM
2CEF..2CF1;NSM
2D7F;NSM
2DE0..2DFF;NSM
302A..302D;NSM
3099..309A;NSM
A66F;NSM
A674..A67D;NSM
A69E..A69F;NSM
A6F0..A6F1;NSM
A802;NSM
A806;NSM
A80B;NSM
A825..A826;NSM
A82C;NSM
A8C4..A8C5;NSM
A8E0..A8F1;NSM
A8FF;NSM
A926..A92D;NSM
A947..A951;NSM
A980..A982;NSM
A9B3;NSM
A9B6..A9B9;NSM
A9BC..A9BD;NSM
A9E5;NSM
AA29..AA2E;NSM
AA31..AA32;NSM
AA35..AA36;NSM
AA43;NSM
AA4C;NSM
AA7C;NSM
AAB0;NSM
AAB2..AAB4;NSM
AAB7..AAB8;NSM
AABE..AABF;NSM
AAC1;NSM
AAEC..AAED;NSM
AAF6;NSM
ABE5;NSM
ABE8;NSM
ABED;NSM
FB1E;NSM
FE20..FE2F;NSM
101FD;NSM
102E0;NSM
10376..1037A;NSM
10A01..10A03;NSM
10A05..10A06;NSM
10A0C..10A0F;NSM
10A38..10A3A;NSM
10A3F;NSM
10AE5..10AE6;NSM
10D24..10D27;NSM
10EAB..10EAC;NSM
10EFD..10EFF;NSM
10F46..10F50;NSM
10F82..10F85;NSM
11001;NSM
11038..11046;NSM
11070;NSM
11073..11074;NSM
1107F..11081;NSM
110B3..110B6;NSM
110B9..110BA;NSM
110C2;NSM
11100..11102;NSM
11127..1112B;NSM
1112D..11134;NSM
11173;NSM
11180..11181;NSM
111B6..111BE;NSM
111C9..111CC;NSM
111CF;NSM
1122F..11231;NSM
11234;NSM
11236..11237;NSM
1123E;NSM
11241;NSM
112DF;NSM
112E3..112EA;NSM
11300..11301;NSM
1133B..1133C;NSM
11340;NSM
11366..1136C;NSM
11370..11374;NSM
11438..1143F;NSM
11442..11444;NSM
11446;NSM
1145E;NSM
114B3..114B8;NSM
114BA;NSM
114BF..114C0;NSM
114C2..114C3;NSM
115B2..115B5;NSM
115BC..115BD;NSM
115BF..115C0;NSM
115DC..115DD;NSM
11633..1163A;NSM
1163D;NSM
1163F..11640;NSM
116AB;NSM
116AD;NSM
116B0..116B5;NSM
116B7;NSM
1171D..1171F;NSM
11722..11725;NSM
11727..1172B;NSM
1182F..11837;NSM
11839..1183A;NSM
1193B..1193C;NSM
1193E;NSM
11943;NSM
119D4..119D7;NSM
119DA..119DB;NSM
119E0;NSM
11A01..11A06;NSM
11A09..11A0A;NSM
11A33..11A38;NSM
11A3B..11A3E;NSM
11A47;NSM
11A51..11A56;NSM
11A59..11A5B;NSM
11A8A..11A96;NSM
11A98..11A99;NSM
11C30..11C36;NSM
11C38..11C3D;NSM
11C92..11CA7;NSM
11CAA..11CB0;NSM
11CB2..11CB3;NSM
11CB5..11CB6;NSM
11D31..11D36;NSM
11D3A;NSM
11D3C..11D3D;NSM
11D3F..11D45;NSM
11D47;NSM
11D90..11D91;NSM
11D95;NSM
11D97;NSM
11EF3..11EF4;NSM
11F00..11F01;NSM
11F36..11F3A;NSM
11F40;NSM
11F42;NSM
13440;NSM
13447..13455;NSM
16AF0..16AF4;NSM
16B30..16B36;NSM
16F4F;NSM
16F8F..16F92;NSM
16FE4;NSM
1BC9D..1BC9E;NSM
1CF00..1CF2D;NSM
1CF30..1CF46;NSM
1DA00..1DA36;NSM
1DA3B..1DA6C;NSM
1DA75;NSM
1DA84;NSM
1DA9B..1DA9F;NSM
1DAA1..1DAAF;NSM
1E000..1E006;NSM
1E008..1E018;NSM
1E01B..1E021;NSM
1E023..1E024;NSM
1E026..1E02A;NSM
1E08F;NSM
1E130..1E136;NSM
1E2AE;NSM
1E2EC..1E2EF;NSM
1E4EC..1E4EF;NSM
1E8D0..1E8D6;NSM
1E944..1E94A;NSM
`;function Ld(t){let e=new Map;for(let n of t.trim().split(`
`)){let[d="",r="",i=""]=n.split(";"),[o,a=o]=d.split("..").map(l=>parseInt(l,16)),s=e.get(r)??[];s.push({first:o,last:a,value:i}),e.set(r,s)}for(let n of e.values())n.sort((d,r)=>d.first-r.first);return e}function Y0(t,e){let n=0,d=t?.length??0;for(;n<d;){let r=n+d>>1,i=t[r];if(e>i.last)n=r+1;else if(e<i.first)d=r;else return i.value}}var Be=Ld(Rd),fa=Ld(Id),Fa=["V","M","L","W","O","J"],x0=t=>Fa.find(e=>Y0(Be.get(e),t)!==void 0);function Ud(t){let e=Y0(Be.get("M"),t)??Y0(Be.get("W"),t);return e===void 0?void 0:String.fromCodePoint(...e.split(" ").map(n=>parseInt(n,16)))}var s1=(t,...e)=>t!==void 0&&e.some(n=>Y0(Be.get(n),t)!==void 0);function l1(t){if(t<128)return t>=48&&t<=57?"EN":t===45?"ES":"L";for(let[e,n]of fa)if(Y0(n,t)!==void 0)return e;return"L"}function ha(t){if(t===void 0)return!1;let e=String.fromCodePoint(t);return`${e}゙`.normalize("NFD")===`゙${e}`&&`ְ${e}`.normalize("NFD")===`${e}ְ`}function De(t,e){let n=t[e],d=t[e-1],r=t[e+1];switch(n){case 8204:case 8205:return ha(d);case 183:return d===108&&r===108;case 885:return s1(r,"Greek");case 1523:case 1524:return s1(d,"Hebrew");case 12539:return t.some(i=>s1(i,"Hiragana","Katakana","Han"))}return n>=1632&&n<=1641?!t.some(i=>i>=1776&&i<=1785):n>=1776&&n<=1785?!t.some(i=>i>=1632&&i<=1641):!0}var xe=t=>Array.from(t,e=>e.codePointAt(0)),K=t=>t.replace(/[A-Z]/g,e=>e.toLowerCase()),E=t=>t.replace(/^[\p{White_Space}\ufeff]+/u,"").replace(/[\p{White_Space}\ufeff]+$/u,"");function Gd(t){return Array.from(t,(e,n)=>{let d=e.codePointAt(0);return d===931?Ca(t,n)?"ς":"σ":d<128||ma(d)?e.toLowerCase():e}).join("")}var Aa=/[\u0132\u013f\u01c4\u01c5\u01c7\u01c8\u01ca\u01cb\u01f1\u01f2\u03f9\u1f88-\u1f8f\u1f98-\u1f9f\u1fa8-\u1faf\u1fbc\u1fcc\u1ffc\u2160-\u216f\u24b6-\u24cf]/,ma=t=>x0(t)!==void 0||Aa.test(String.fromCodePoint(t));function Ca(t,e){let n=Array.from(t),d=n.slice(0,e).join(""),r=n.slice(e+1).join("");return/\p{Cased}$/u.test(d.replace(/\p{Case_Ignorable}+$/u,""))&&!/^\p{Cased}/u.test(r.replace(/^\p{Case_Ignorable}+/u,""))}var z={text:new Set,name:new Set,end:new Set,address:new Set};for(let t of kd.trim().split(`
`)){let e=t.slice(0,t.indexOf(" "));z[e].add(t.slice(e.length+1))}var Hd=z.text;function y0(t){let e=K(E(t));return z.text.has(e)||/^(0+|\+0*)$/.test(e)||D0.has(/^(?:\+|00)(\d+)$/.exec(e)?.[1]??"")}var jd=["example.com","example.net","example.org"];function Kd(t){let e=t.lastIndexOf("@"),n=t.slice(0,e),d=t.slice(e+1);return z.address.has(t)?!0:z.name.has(n)?jd.includes(d)||d.startsWith(`${n}.`)&&z.end.has(d.slice(n.length+1)):!1}function zd(){let t=new Set(z.address);for(let e of z.name){for(let n of z.end)t.add(`${e}@${e}.${n}`);for(let n of jd)t.add(`${e}@${n}`)}return[...t]}var qd=["1234567890","0123456789","123456789","11234567890"];function u1(t){return qd.includes(t)?!0:t.length<7||t.length>15?!1:/^(0+|1+|9+)$/.test(t)||/^1(\d)\1{9}$/.test(t)?!0:[1,2,3].some(e=>D0.has(t.slice(0,e))&&/^0{6,}$/.test(t.slice(e)))}function Xd(){let t=new Set(qd);for(let e=1;e<=15;e++)for(let n of["0","1","9"])t.add(n.repeat(e));for(let e=0;e<=9;e++)t.add(`1${String(e).repeat(10)}`);for(let e of D0)for(let n=6;e.length+n<=15;n++)t.add(e+"0".repeat(n));return[...t]}var J0=class{constructor(e){this.code=e}code};function f(t){throw new J0(t)}function Zd(t){t.length>1024&&f("too_long");let e=E(new TextDecoder().decode(t));e===""&&f("empty");let n=$a(e),d=u0(n);return c1??={empty:pa(),placeholder:Ea()},c1.empty.has(d)&&f("hash_of_empty"),c1.placeholder.has(d)&&f("hash_of_placeholder"),n}function $a(t){if(/^[0-9a-f]{64}$/i.test(t))return N1(t.toLowerCase());try{let e=w1(t);if(e.length===32)return e}catch{}return y0(t)&&f("placeholder"),/^[0-9a-f]{32}$/i.test(t)&&f("md5_hash"),/^[0-9a-f]{40}$/i.test(t)&&f("sha1_hash"),f("not_a_hash")}var c1,P=t=>u0(S0(typeof t=="string"?new TextEncoder().encode(t):t));function pa(){let t=["\0","	",`
`,`\r
`," "," ","\uFEFF"],e=S0(new Uint8Array),n=["",...t,...t.flatMap(r=>t.map(i=>r+i))],d=[e,u0(e),u0(e).toUpperCase(),Le(e)];return new Set([...n,...d].map(P))}function Ea(){let t=new Set(["00".repeat(32),"ff".repeat(32)]);for(let e of Hd){let n=e.replace(/(^| )(\p{Ll})/gu,r=>r.toUpperCase()),d=[e,e.toUpperCase(),W0(e),n,f1(e)];for(let r of[...Ma(e),...d])t.add(P(r));for(let r of d){for(let i of["	",`
`,`\r
`," "])t.add(P(i+r)).add(P(r+i));t.add(P(ga(r)))}}for(let e of zd()){let[n="",d=""]=e.split("@"),r=`${W0(n)}@${W0(d)}`,i=[`${f1(n)}@${d}`,`${f1(n)}@${W0(d)}`];for(let o of[e,e.toUpperCase(),W0(e),r,...i])t.add(P(o))}for(let e=0;e<=15;e++)t.add(P("+"+"0".repeat(e)));for(let e of D0)t.add(P("+"+e)).add(P("00"+e));for(let e of Xd())t.add(P(e)).add(P(`+${e}`));return t}var W0=t=>t.replace(/\p{L}/u,e=>e.toUpperCase()),f1=t=>t.replace(/\p{L}+/gu,W0);function Ma(t){if(2**(t.match(/\p{Ll}/gu)?.length??0)>512)return[];let e=[""];for(let n of t)e=e.flatMap(d=>/\p{Ll}/u.test(n)?[d+n,d+n.toUpperCase()]:[d+n]);return e}var ga=t=>c0(...Array.from({length:t.length},(e,n)=>Uint8Array.of(t.charCodeAt(n)&255,t.charCodeAt(n)>>8)));var[R,ye,Jd,ba,Ba]=[36,1,26,38,700];function Qd(t,e,n){let d=n?Math.floor(t/Ba):t>>1;d+=Math.floor(d/e);let r=0;for(;d>(R-ye)*Jd>>1;r+=R)d=Math.floor(d/(R-ye));return r+Math.floor((R-ye+1)*d/(d+ba))}var er=(t,e)=>Math.min(Jd,Math.max(ye,t-e));function tr(t){let e=t.lastIndexOf("-"),n=Array.from(e>0?t.slice(0,e):"",o=>o.charCodeAt(0)),[d,r,i]=[128,0,72];for(let o=e>0?e+1:0;o<t.length;){let a=r;for(let s=1,l=R;;l+=R){let u=Da(t.charCodeAt(o++));if(u===void 0||(r+=u*s,r>2147483647))return;let c=er(l,i);if(u<c)break;s*=R-c}if(i=Qd(r-a,n.length+1,a===0),d+=Math.floor(r/(n.length+1)),r%=n.length+1,d>1114111||d>=55296&&d<=57343)return;n.splice(r++,0,d)}return String.fromCodePoint(...n)}function Da(t){if(t>=97&&t<=122)return t-97;if(t>=48&&t<=57)return t-48+26}function nr(t){let e=Array.from(t,s=>s.codePointAt(0)),n=e.filter(s=>s<128),d=String.fromCharCode(...n)+(n.length>0?"-":""),[r,i,o,a]=[128,0,72,n.length];for(;a<e.length;r++,i++){let s=Math.min(...e.filter(l=>l>=r));i+=(s-r)*(a+1),r=s;for(let l of e){if(l<r&&i++,l!==r)continue;let u=i;for(let c=R;;c+=R){let F=er(c,o);if(u<F)break;d+=Yd(F+(u-F)%(R-F)),u=Math.floor((u-F)/(R-F))}d+=Yd(u),o=Qd(i,a+1,a===n.length),i=0,a++}}return d}var Yd=t=>String.fromCharCode(t<26?t+97:t-26+48);function dr(t){let d=Array.from(K(t).replace(/[\u3002\uff0e\uff61]/g,"."),xa).join("").normalize("NFC").replace(/\.$/,"").split(".").map(i=>i.startsWith("xn--")?ya(i):i),r=d.map(xe);return r.forEach(Wa),r.forEach((i,o)=>Va(i,d[o])),r.some(i=>i.some(o=>["R","AL","AN"].includes(l1(o))))&&r.forEach(Sa),d.map(i=>/^[\0-\x7f]*$/.test(i)?i:`xn--${nr(i)}`).join(".")}function xa(t){let e=t.codePointAt(0);if(e<128)return t;let n=x0(e);return(n===void 0||n==="L")&&f("symbol"),Ud(e)??t}function ya(t){let e=tr(t.slice(4));return(e===void 0||/^[\0-\x7f]*$/.test(e))&&f("bad_domain"),e}function Wa(t){t.forEach((e,n)=>{if(e<128)return;let d=x0(e);d!=="V"&&d!=="J"&&d!=="O"&&f("symbol"),De(t,n)||f("symbol")})}function Va(t,e){(e!==e.normalize("NFC")||t.some(r=>r<128&&!/[a-z0-9-]/.test(String.fromCharCode(r)))||t[0]===45||t[t.length-1]===45||t[2]===45&&t[3]===45||/^\p{M}/u.test(e))&&f("bad_domain")}function Sa(t){let e=t.map(l1);if(e.length===0)return;let n=e.findLast(a=>a!=="NSM"),d=a=>e.includes(a),r=(...a)=>e.every(s=>a.includes(s)),i=["R","AL"].includes(e[0])&&r("R","AL","AN","EN","ES","CS","ET","ON","BN","NSM")&&["R","AL","EN","AN"].includes(n??"")&&!(d("EN")&&d("AN")),o=e[0]==="L"&&r("L","EN","ES","CS","ET","ON","BN","NSM")&&["L","EN"].includes(n??"");!i&&!o&&f("bad_domain")}var Na=t=>/\p{White_Space}/u.test(t)?f("inner_space"):t,wa=t=>{let e=t.indexOf("@");return e<0?t:t.slice(0,e).replaceAll(" ","")+t.slice(e)},rr=["gmail.com","googlemail.com"],We={trim:E,space:Na,invisible:"reject",lower:Gd,strict:!1,damage:"keep"},ir={"default-v1":{...We,lower:K,strict:!0,gmail:rr,damage:"reject"},uid2:{...We,trim:t=>t.replace(/^ +| +$/g,""),space:wa,invisible:"keep",lower:K,gmail:["gmail.com"]},"google-dm":{...We,gmail:rr},plain:{...We,gmail:[]}},va=/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/;function or(t,e){t.length>1024&&f("too_long");let n=_a(t);n=e.trim(n),n===""&&f("empty"),e.invisible==="reject"&&n.includes("�")&&f("not_utf8"),/[\0-\x1f\x7f-\x9f]/.test(n)&&f("control_character"),e.invisible==="reject"&&va.test(n)&&f("invisible_character"),n.includes("@")||Ta(n),e.damage==="reject"&&F1(n),n=e.space(n);let d=n.indexOf("@");n.includes("@",d+1)&&f("several_at_signs"),e.strict||(n=e.lower(n));let r=n.indexOf("@"),i=n.slice(0,r),o=n.slice(r+1);e.strict?(i=Pa(i),o=Ra(o)):(!i||!o)&&f(i?"bad_domain":"empty_local_part"),e.gmail.includes(o)&&(i=ka(i,e));let a=`${i}@${o}`;return Kd(e.strict?a:K(a))&&f("placeholder"),a}function _a(t){try{return new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}).decode(t)}catch{return f("not_utf8")}}function Ta(t){return y0(t)&&(t.startsWith("#")||f("placeholder")),F1(t),/^[0-9a-f]{32}$/i.test(t)&&f("md5_hash"),/^[0-9a-f]{40}$/i.test(t)&&f("sha1_hash"),(/^[0-9a-f]{64}$/i.test(t)||/^[A-Za-z0-9+/]{43}=$/.test(t))&&f("looks_hashed"),f("no_at_sign")}function F1(t){t.startsWith("'")&&f("excel_apostrophe"),t.startsWith("=")&&f("excel_formula"),t.startsWith("#")&&!t.includes("@")&&f("excel_error")}function Pa(t){let e=K(t.normalize("NFC")).normalize("NFC"),n=xe(e);return n.forEach((d,r)=>{if(d<128)return;let i=x0(d);(i===void 0||!"VOML".includes(i)||i==="O"&&!De(n,r))&&f("symbol")}),e===""&&f("empty_local_part"),new TextEncoder().encode(e).length>64&&f("long_local_part"),/["(),:;<>[\\\]]/.test(e)&&f("bad_local_part"),e}function Ra(t){let e=dr(t);e.length>253&&f("long_domain");let n=e.split(".");return n.some(d=>d===""||d.length>63)&&f("bad_domain"),n.length<2&&f("no_dot_in_domain"),e}function ka(t,e){let n=t.indexOf("+"),d=(n<0?t:t.slice(0,n)).replaceAll(".","");return d===""&&f("empty_local_part"),e.damage==="reject"&&F1(`${d}@`),d}var Ia=[48,1632,1776,2406,2534,3664,4160,6112,65296],Oa=/[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\u1040-\u1049\u17e0-\u17e9\uff10-\uff19]/g,La=/[+\uff0b]/g,Ua=/[-.\u2010-\u2015\u2212\u30fc\uff0d\uff0e\uff70]/g,Ga=/[ ()[\]\uff0f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\uff08\uff09\uff3b\uff3d]/g,Ha=/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;function ar(t,e,n){t.length>1024&&f("too_long");let d=Ka(t),r=E(d);if(r===""&&f("empty"),/[\0-\x1f\x7f-\x9f]/.test(r)&&f("control_character"),y0(r)&&f("placeholder"),e==="uid2")return ja(d);let{international:i,digits:o}=za(r.replace(/^(tel|p|phone|sms|callto|whatsapp):\p{White_Space}*/iu,""));if(u1(o)&&f("placeholder"),e==="google-dm")return/^[1-9][0-9]{6,14}$/.test(o)?h1(`+${o}`):f("invalid_number");let a=h1(i?Xa(o):Za(o,n));return e==="e164-digits"?a.slice(1):a}function ja(t){return/^\+[0-9]{10,15}$/.test(t)?h1(t):f("not_e164")}var h1=t=>u1(t.slice(1))?f("placeholder"):t;function Ka(t){try{return new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}).decode(t)}catch{return f("not_utf8")}}function za(t){t.startsWith("'")&&f("excel_apostrophe"),/^[=\-@]/.test(t)&&f("excel_formula"),t.startsWith("#")&&f("excel_error"),/^[+]?\d+([.,]\d+)?e[+-]?\d+$/i.test(t)&&f("excel_scientific"),(/^[^.,]*[.,]00?$/.test(t)||/^\+?\d{7,}\.\d{1,2}$/.test(t))&&f("excel_decimal");let e=t.replace(Ha,"").replace(Oa,d=>String(d.charCodeAt(0)-Ia.findLast(r=>d.charCodeAt(0)>=r))).replace(La,"+").replace(Ua,"-").replace(Ga," ");/\*|---/.test(e)&&f("masked_digits"),/\d.*(ext|#|;ext|(^|[ \d])x\.? ?\d)/i.test(e)&&f("extension"),/[;,|&]/.test(e)&&f("several_values"),/\p{L}/u.test(e)&&f("letters"),/[^0-9+/ -]/.test(e)&&f("stray_symbol"),/\+.*\+|\d.*\+/.test(e)&&f("stray_plus"),qa(e)&&f("several_values");let n=e.replace(/[^0-9]/g,"");return n===""&&f("invalid_number"),{international:e.includes("+"),digits:n}}function qa(t){let[e="",n="",d]=t.split("/"),r=i=>i.replace(/[^0-9]/g,"").length;return t.includes("/")&&d===void 0&&r(e)>=7&&r(n)>=1&&r(n)<=2}function Xa(t){return A1(`+${t}`)??f("invalid_number")}function Za(t,e){e||f("no_country");let n=e,d=Z0(n),r=A1(t,n);if(t.startsWith(d)){let i=A1(`+${t}`);r&&i&&r!==i&&r.startsWith(`+${d}`)&&f("ambiguous")}return r??f("invalid_number")}function A1(t,e){if(t.startsWith("+0"))return;let n=ge(t,e?{defaultCountry:e,extract:!1}:{extract:!1});return n?.isValid()&&!n.ext?n.number:void 0}var Ya=["default-v1","e164","e164-digits","uid2","google-dm"];function m1(t,e,n,d){let r=typeof n=="string"?ke(n):n,i=ir[t];if(e==="email"&&i)return or(r,i);if(e==="phone"&&Ya.includes(t))return ar(r,t,d);throw new N0("mismatch","this client has no rules for the profile and identifier type")}var Ve=t=>S0(ke(t));var sr=new Map([["yes","true t 1 yes y ja oui si sim wahr vrai"],["no","false f 0 no n nein non nao falsch faux"],["agreed","subscribed optedin optin granted consented"],["refused",`unsubscribed optedout optout denied declined withdrawn revoked suppressed objected neversubscribed
      notsubscribed nonsubscribed`]].flatMap(([t,e])=>e.split(/\s+/).map(n=>[n,t]))),Ja=t=>/^(|\\N|null)$/i.test(t),Qa=Date.UTC(1970,0,2,23,59,59);function lr(t){let e=E(t);if(Ja(e))return"silent";let n=sr.get(e.toLowerCase());if(n)return n;let d=ns(t);if(d!==void 0&&d>Qa)return"yes";let r=e.replace(",",".");return/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(r)?Number(r)===0?"no":Math.abs(Number(r))===1?"yes":"unclear":e.length<=40&&!/\p{Nd}/u.test(e)&&sr.get(n0(e))||"unclear"}var es=[/^(\d{4})-(\d\d)-(\d\d)/,/^(\d{4})\/(\d\d)\/(\d\d)/,/^(\d\d)\.(\d\d)\.(\d{4})/],ts=/^(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?( ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/;function ns(t){let e=E(t);if(/^\d{10}$/.test(e))return 1e3*Number(e);if(/^\d{13}$/.test(e))return Number(e);for(let[n,d]of es.entries()){let[r,i,o,a]=d.exec(e)??[],s=r===void 0?void 0:ts.exec(e.slice(r.length));if(!s)continue;let[l,u,c]=(n===2?[a,o,i]:[i,o,a]).map(Number),[F,h,C]=[s[1],s[2],s[3]].map(V=>Number(V??0)),m=Date.UTC(l,u-1,c,F,h,C);return new Date(Date.UTC(l,u-1,c)).getUTCMonth()===u-1&&F<24&&h<60&&C<60&&l>1?m-ds(s[5]??""):void 0}}function ds(t){let[,e,n,d="0"]=/([+-])(\d\d):?(\d\d)?/.exec(t)??[];return n===void 0?0:(e==="-"?-1:1)*6e4*(60*Number(n)+Number(d))}var ur=String.raw`
AC;ASC;Ascension Island;Ascension;Île de l’Ascension;Isla de la Ascensión;Isola Ascensione;Ilha de Ascensão
AD;AND;Andorra;Andorre
AE;ARE;United Arab Emirates;Vereinigte Arabische Emirate;Émirats arabes unis;Emiratos Árabes Unidos;Emirati Arabi Uniti;Emirados Árabes Unidos
AF;AFG;Afghanistan;Afganistán;Afeganistão
AG;ATG;Antigua & Barbuda;Antigua and Barbuda;Antigua und Barbuda;Antigua-et-Barbuda;Antigua y Barbuda;Antigua e Barbuda;Antígua e Barbuda
AI;AIA;Anguilla;Anguila
AL;ALB;Albania;Albanien;Albanie;Albânia
AM;ARM;Armenia;Armenien;Arménie;Armênia;Arménia
AO;AGO;Angola
AR;ARG;Argentina;Argentinien;Argentine
AS;ASM;American Samoa;Amerikanisch-Samoa;Samoa américaines;Samoa Americana;Samoa americane
AT;AUT;Austria;Österreich;Autriche;Áustria
AU;AUS;Australia;Australien;Australie;Austrália
AW;ABW;Aruba
AX;ALA;Åland Islands;Ålandinseln;Îles Åland;Islas Åland;Isole Åland;Ilhas Aland;Alanda
AZ;AZE;Azerbaijan;Aserbaidschan;Azerbaïdjan;Azerbaiyán;Azerbaigian;Azerbaijão
BA;BIH;Bosnia & Herzegovina;Bosnia and Herzegovina;Bosnien und Herzegowina;Bosnie-Herzégovine;Bosnia y Herzegovina;Bosnia ed Erzegovina;Bósnia e Herzegovina
BB;BRB;Barbados;Barbade
BD;BGD;Bangladesh;Bangladesch;Bangladés;Bangladeche
BE;BEL;Belgium;Belgien;Belgique;Bélgica;Belgio
BF;BFA;Burkina Faso;Burquina Faso
BG;BGR;Bulgaria;Bulgarien;Bulgarie;Bulgária
BH;BHR;Bahrain;Bahreïn;Baréin;Bahrein;Barém
BI;BDI;Burundi
BJ;BEN;Benin;Bénin;Benín;Benim
BL;BLM;St. Barthélemy;Saint Barthélemy;Saint-Barthélemy;San Bartolomé;São Bartolomeu
BM;BMU;Bermuda;Bermudes;Bermudas
BN;BRN;Brunei;Brunei Darussalam;Brunéi Darussalam;Brunéi
BO;BOL;Bolivia;Bolivien;Bolivie;Bolívia
BQ;BES;Caribbean Netherlands;Bonaire, Sint Eustatius und Saba;Pays-Bas caribéens;Caribe neerlandés;Caraibi olandesi;Países Baixos Caribenhos
BR;BRA;Brazil;Brasilien;Brésil;Brasil;Brasile
BS;BHS;Bahamas;Baamas
BT;BTN;Bhutan;Bhoutan;Bután;Butão
BW;BWA;Botswana;Botsuana
BY;BLR;Belarus;Biélorussie;Bielorrusia;Bielorussia;Bielorrússia
BZ;BLZ;Belize;Belice
CA;CAN;Canada;Kanada;Canadá
CC;CCK;Cocos (Keeling) Islands;Cocos;Kokosinseln;Îles Cocos;Islas Cocos;Isole Cocos (Keeling);Isole Cocos;Ilhas Cocos (Keeling);Ilhas Cocos;Ilhas dos Cocos (Keeling);Ilhas dos Cocos
CD;COD;Congo - Kinshasa;Kongo-Kinshasa;Congo-Kinshasa;República Democrática del Congo
CF;CAF;Central African Republic;Zentralafrikanische Republik;République centrafricaine;República Centroafricana;Repubblica Centrafricana;República Centro-Africana
CG;COG;Congo - Brazzaville;Kongo-Brazzaville;Congo-Brazzaville;República del Congo
CH;CHE;Switzerland;Schweiz;Suisse;Suiza;Svizzera;Suíça
CI;CIV;Côte d’Ivoire;Costa d’Avorio;Costa do Marfim;Côte d’Ivoire (Costa do Marfim)
CK;COK;Cook Islands;Cookinseln;Îles Cook;Islas Cook;Isole Cook;Ilhas Cook
CL;CHL;Chile;Chili;Cile
CM;CMR;Cameroon;Kamerun;Cameroun;Camerún;Camerun;Camarões
CN;CHN;China;Chine;Cina
CO;COL;Colombia;Kolumbien;Colombie;Colômbia
CR;CRI;Costa Rica
CU;CUB;Cuba;Kuba
CV;CPV;Cape Verde;Cabo Verde;Cap-Vert;Capo Verde
CW;CUW;Curaçao;Curazao;Curaçau
CX;CXR;Christmas Island;Weihnachtsinsel;Île Christmas;Isla de Navidad;Isola Christmas;Ilha Christmas;Ilha do Natal
CY;CYP;Cyprus;Zypern;Chypre;Chipre;Cipro
CZ;CZE;Czechia;Tschechien;Tchéquie;Chequia;Cechia;Tchéquia;Chéquia
DE;DEU;Germany;Deutschland;Allemagne;Alemania;Germania;Alemanha
DJ;DJI;Djibouti;Dschibuti;Yibuti;Gibuti;Djibuti;Jibuti
DK;DNK;Denmark;Dänemark;Danemark;Dinamarca;Danimarca
DM;DMA;Dominica;Dominique;Domínica
DO;DOM;Dominican Republic;Dominikanische Republik;République dominicaine;República Dominicana;Repubblica Dominicana
DZ;DZA;Algeria;Algerien;Algérie;Argelia;Argélia
EC;ECU;Ecuador;Équateur;Equador
EE;EST;Estonia;Estland;Estonie;Estônia;Estónia
EG;EGY;Egypt;Ägypten;Égypte;Egipto;Egitto;Egito
EH;ESH;Western Sahara;Westsahara;Sahara occidental;Sáhara Occidental;Sahara occidentale;Saara Ocidental;Sara Ocidental
ER;ERI;Eritrea;Érythrée;Eritreia
ES;ESP;Spain;Spanien;Espagne;España;Spagna;Espanha
ET;ETH;Ethiopia;Äthiopien;Éthiopie;Etiopía;Etiopia;Etiópia
FI;FIN;Finland;Finnland;Finlande;Finlandia;Finlândia
FJ;FJI;Fiji;Fidschi;Fidji;Fiyi;Figi
FK;FLK;Falkland Islands;Falklandinseln;Îles Malouines;Islas Malvinas;Isole Falkland;Ilhas Malvinas;Ilhas Falkland
FM;FSM;Micronesia;Mikronesien;États fédérés de Micronésie;Micronésia
FO;FRO;Faroe Islands;Färöer;Îles Féroé;Islas Feroe;Isole Fær Øer;Ilhas Faroe;Ilhas Faroé
FR;FRA;France;Frankreich;Francia;França
GA;GAB;Gabon;Gabun;Gabón;Gabão
GB;GBR;United Kingdom;Vereinigtes Königreich;Royaume-Uni;Reino Unido;Regno Unito
GD;GRD;Grenada;Grenade;Granada
GE;GEO;Georgia;Georgien;Géorgie;Geórgia
GF;GUF;French Guiana;Französisch-Guayana;Guyane française;Guayana Francesa;Guyana francese;Guiana Francesa
GG;GGY;Guernsey;Guernesey
GH;GHA;Ghana;Gana
GI;GIB;Gibraltar;Gibilterra
GL;GRL;Greenland;Grönland;Groenland;Groenlandia;Groenlândia;Gronelândia
GM;GMB;Gambia;Gambie;Gâmbia
GN;GIN;Guinea;Guinée;Guiné
GP;GLP;Guadeloupe;Guadalupe;Guadalupa
GQ;GNQ;Equatorial Guinea;Äquatorialguinea;Guinée équatoriale;Guinea Ecuatorial;Guinea Equatoriale;Guiné Equatorial
GR;GRC;Greece;Griechenland;Grèce;Grecia;Grécia
GT;GTM;Guatemala
GU;GUM;Guam;Guame
GW;GNB;Guinea-Bissau;Guinée-Bissau;Guinea-Bisáu;Guiné-Bissau
GY;GUY;Guyana;Guiana
HK;HKG;Hong Kong SAR China;Sonderverwaltungsregion Hongkong;R.A.S. chinoise de Hong Kong;RAE de Hong Kong (China);RAE de Hong Kong;RAS di Hong Kong;Hong Kong, RAE da China
HN;HND;Honduras
HR;HRV;Croatia;Kroatien;Croatie;Croacia;Croazia;Croácia
HT;HTI;Haiti;Haïti;Haití
HU;HUN;Hungary;Ungarn;Hongrie;Hungría;Ungheria;Hungria
ID;IDN;Indonesia;Indonesien;Indonésie;Indonésia
IE;IRL;Ireland;Irland;Irlande;Irlanda
IL;ISR;Israel;Israël;Israele
IM;IMN;Isle of Man;Île de Man;Isla de Man;Isola di Man;Ilha de Man
IN;IND;India;Indien;Inde;Índia
IO;IOT;British Indian Ocean Territory;Britisches Territorium im Indischen Ozean;Territoire britannique de l’océan Indien;Territorio Británico del Océano Índico;Territorio britannico dell’Oceano Indiano;Território Britânico do Oceano Índico
IQ;IRQ;Iraq;Irak;Iraque
IR;IRN;Iran;Irán;Irã;Irão
IS;ISL;Iceland;Island;Islande;Islandia;Islanda;Islândia
IT;ITA;Italy;Italien;Italie;Italia;Itália
JE;JEY;Jersey
JM;JAM;Jamaica;Jamaika;Jamaïque;Giamaica
JO;JOR;Jordan;Jordanien;Jordanie;Jordania;Giordania;Jordânia
JP;JPN;Japan;Japon;Japón;Giappone;Japão
KE;KEN;Kenya;Kenia;Quênia;Quénia
KG;KGZ;Kyrgyzstan;Kirgisistan;Kirghizistan;Kirguistán;Quirguistão
KH;KHM;Cambodia;Kambodscha;Cambodge;Camboya;Cambogia;Camboja
KI;KIR;Kiribati;Quiribati;Quiribáti
KM;COM;Comoros;Komoren;Comores;Comoras;Comore
KN;KNA;St. Kitts & Nevis;St. Kitts and Nevis;Saint Kitts & Nevis;St. Kitts und Nevis;Saint Kitts und Nevis;Saint-Christophe-et-Niévès;San Cristóbal y Nieves;Saint Kitts e Nevis;São Cristóvão e Névis;São Cristóvão e Neves
KP;PRK;North Korea;Nordkorea;Corée du Nord;Corea del Norte;Corea del Nord;Coreia do Norte
KR;KOR;South Korea;Südkorea;Corée du Sud;Corea del Sur;Corea del Sud;Coreia do Sul
KW;KWT;Kuwait;Koweït;Koweit
KY;CYM;Cayman Islands;Kaimaninseln;Îles Caïmans;Islas Caimán;Isole Cayman;Ilhas Cayman;Ilhas Caimão
KZ;KAZ;Kazakhstan;Kasachstan;Kazajistán;Kazakistan;Cazaquistão
LA;LAO;Laos
LB;LBN;Lebanon;Libanon;Liban;Líbano;Libano
LC;LCA;St. Lucia;Saint Lucia;Sainte-Lucie;Santa Lucía;Santa Lúcia
LI;LIE;Liechtenstein;Listenstaine
LK;LKA;Sri Lanka;Sri Lanca
LR;LBR;Liberia;Libéria
LS;LSO;Lesotho;Lesoto
LT;LTU;Lithuania;Litauen;Lituanie;Lituania;Lituânia
LU;LUX;Luxembourg;Luxemburg;Luxemburgo;Lussemburgo
LV;LVA;Latvia;Lettland;Lettonie;Letonia;Lettonia;Letônia;Letónia
LY;LBY;Libya;Libyen;Libye;Libia;Líbia
MA;MAR;Morocco;Marokko;Maroc;Marruecos;Marocco;Marrocos
MC;MCO;Monaco;Mónaco;Mônaco
MD;MDA;Moldova;Republik Moldau;Moldavie;Moldavia;Moldávia
ME;MNE;Montenegro;Monténégro
MF;MAF;St. Martin;Saint Martin;Saint-Martin;San Martín;São Martinho
MG;MDG;Madagascar;Madagaskar;Madagáscar
MH;MHL;Marshall Islands;Marshallinseln;Îles Marshall;Islas Marshall;Isole Marshall;Ilhas Marshall
MK;MKD;Macedonia;Mazedonien;Macédoine;Repubblica di Macedonia;Macedônia;Macedónia
ML;MLI;Mali
MM;MMR;Myanmar (Burma);Myanmar;Myanmar (Birmanie);Myanmar (Birmania);Mianmar (Birmânia);Mianmar
MN;MNG;Mongolia;Mongolei;Mongolie;Mongólia
MO;MAC;Macau SAR China;Sonderverwaltungsregion Macau;R.A.S. chinoise de Macao;RAE de Macao (China);RAE de Macao;RAS di Macao;Macau, RAE da China
MP;MNP;Northern Mariana Islands;Nördliche Marianen;Îles Mariannes du Nord;Islas Marianas del Norte;Isole Marianne settentrionali;Ilhas Marianas do Norte
MQ;MTQ;Martinique;Martinica
MR;MRT;Mauritania;Mauretanien;Mauritanie;Mauritânia
MS;MSR;Montserrat;Monserrate
MT;MLT;Malta;Malte
MU;MUS;Mauritius;Maurice;Mauricio;Maurício;Maurícia
MV;MDV;Maldives;Malediven;Maldivas;Maldive
MW;MWI;Malawi;Malaui;Maláui
MX;MEX;Mexico;Mexiko;Mexique;México;Messico
MY;MYS;Malaysia;Malaisie;Malasia;Malásia
MZ;MOZ;Mozambique;Mosambik;Mozambico;Moçambique
NA;NAM;Namibia;Namibie;Namíbia
NC;NCL;New Caledonia;Neukaledonien;Nouvelle-Calédonie;Nueva Caledonia;Nuova Caledonia;Nova Caledônia;Nova Caledónia
NE;NER;Niger;Níger
NF;NFK;Norfolk Island;Norfolkinsel;Île Norfolk;Isla Norfolk;Isola Norfolk;Ilha Norfolk
NG;NGA;Nigeria;Nigéria
NI;NIC;Nicaragua;Nicarágua
NL;NLD;Netherlands;Niederlande;Pays-Bas;Países Bajos;Paesi Bassi;Holanda;Países Baixos
NO;NOR;Norway;Norwegen;Norvège;Noruega;Norvegia
NP;NPL;Nepal;Népal
NR;NRU;Nauru
NU;NIU;Niue;Niuê
NZ;NZL;New Zealand;Neuseeland;Nouvelle-Zélande;Nueva Zelanda;Nuova Zelanda;Nova Zelândia
OM;OMN;Oman;Omán;Omã
PA;PAN;Panama;Panamá
PE;PER;Peru;Pérou;Perú;Perù
PF;PYF;French Polynesia;Französisch-Polynesien;Polynésie française;Polinesia Francesa;Polinesia francese;Polinésia Francesa
PG;PNG;Papua New Guinea;Papua-Neuguinea;Papouasie-Nouvelle-Guinée;Papúa Nueva Guinea;Papua Nuova Guinea;Papua-Nova Guiné
PH;PHL;Philippines;Philippinen;Filipinas;Filippine
PK;PAK;Pakistan;Pakistán;Paquistão
PL;POL;Poland;Polen;Pologne;Polonia;Polônia;Polónia
PM;SPM;St. Pierre & Miquelon;St. Pierre and Miquelon;Saint Pierre & Miquelon;St. Pierre und Miquelon;Saint Pierre und Miquelon;Saint-Pierre-et-Miquelon;San Pedro y Miquelón;Saint-Pierre e Miquelon;São Pedro e Miquelão
PR;PRI;Puerto Rico;Porto Rico;Portorico
PS;PSE;Palestinian Territories;Palästinensische Autonomiegebiete;Territoires palestiniens;Territorios Palestinos;Territori palestinesi;Territórios palestinos;Territórios palestinianos
PT;PRT;Portugal;Portogallo
PW;PLW;Palau;Palaos
PY;PRY;Paraguay;Paraguai
QA;QAT;Qatar;Katar;Catar
RE;REU;Réunion;La Réunion;Reunión;Riunione;Reunião
RO;ROU;Romania;Rumänien;Roumanie;Rumanía;Romênia;Roménia
RS;SRB;Serbia;Serbien;Serbie;Sérvia
RU;RUS;Russia;Russland;Russie;Rusia;Rússia
RW;RWA;Rwanda;Ruanda
SA;SAU;Saudi Arabia;Saudi-Arabien;Arabie saoudite;Arabia Saudí;Arabia Saudita;Arábia Saudita
SB;SLB;Solomon Islands;Salomonen;Îles Salomon;Islas Salomón;Isole Salomone;Ilhas Salomão
SC;SYC;Seychelles;Seychellen;Seicheles
SD;SDN;Sudan;Soudan;Sudán;Sudão
SE;SWE;Sweden;Schweden;Suède;Suecia;Svezia;Suécia
SG;SGP;Singapore;Singapur;Singapour;Singapura
SH;SHN;St. Helena;Saint Helena;Sainte-Hélène;Santa Elena;Sant’Elena;Santa Helena
SI;SVN;Slovenia;Slowenien;Slovénie;Eslovenia;Eslovênia;Eslovénia
SJ;SJM;Svalbard & Jan Mayen;Svalbard and Jan Mayen;Spitzbergen und Jan Mayen;Svalbard et Jan Mayen;Svalbard y Jan Mayen;Svalbard e Jan Mayen
SK;SVK;Slovakia;Slowakei;Slovaquie;Eslovaquia;Slovacchia;Eslováquia
SL;SLE;Sierra Leone;Sierra Leona;Serra Leoa
SM;SMR;San Marino;Saint-Marin;São Marinho
SN;SEN;Senegal;Sénégal
SO;SOM;Somalia;Somalie;Somália
SR;SUR;Suriname;Surinam
SS;SSD;South Sudan;Südsudan;Soudan du Sud;Sudán del Sur;Sud Sudan;Sudão do Sul
ST;STP;São Tomé & Príncipe;São Tomé and Príncipe;São Tomé und Príncipe;Sao Tomé-et-Principe;Santo Tomé y Príncipe;São Tomé e Príncipe
SV;SLV;El Salvador;Salvador
SX;SXM;Sint Maarten;Saint-Martin (partie néerlandaise);Saint-Martin;São Martinho (Sint Maarten);São Martinho
SY;SYR;Syria;Syrien;Syrie;Siria;Síria
SZ;SWZ;Swaziland;Swasiland;Suazilandia;Suazilândia
TA;TAA;Tristan da Cunha;Tristán de Acuña;Tristão da Cunha
TC;TCA;Turks & Caicos Islands;Turks and Caicos Islands;Turks- und Caicosinseln;Îles Turques-et-Caïques;Islas Turcas y Caicos;Isole Turks e Caicos;Ilhas Turks e Caicos;Ilhas Turcas e Caicos
TD;TCD;Chad;Tschad;Tchad;Ciad;Chade
TG;TGO;Togo
TH;THA;Thailand;Thaïlande;Tailandia;Thailandia;Tailândia
TJ;TJK;Tajikistan;Tadschikistan;Tadjikistan;Tayikistán;Tagikistan;Tadjiquistão;Tajiquistão
TK;TKL;Tokelau;Tokélaou;Toquelau
TL;TLS;Timor-Leste;Timor oriental;Timor Est
TM;TKM;Turkmenistan;Turkménistan;Turkmenistán;Turcomenistão;Turquemenistão
TN;TUN;Tunisia;Tunesien;Tunisie;Túnez;Tunísia
TO;TON;Tonga
TR;TUR;Turkey;Türkei;Turquie;Turquía;Turchia;Turquia
TT;TTO;Trinidad & Tobago;Trinidad and Tobago;Trinidad und Tobago;Trinité-et-Tobago;Trinidad y Tobago;Trinidad e Tobago;Trindade e Tobago
TV;TUV;Tuvalu
TW;TWN;Taiwan;Taïwan;Taiwán
TZ;TZA;Tanzania;Tansania;Tanzanie;Tanzânia
UA;UKR;Ukraine;Ucrania;Ucraina;Ucrânia
UG;UGA;Uganda;Ouganda
US;USA;United States;Vereinigte Staaten;États-Unis;Estados Unidos;Stati Uniti
UY;URY;Uruguay;Uruguai
UZ;UZB;Uzbekistan;Usbekistan;Ouzbékistan;Uzbekistán;Uzbequistão;Usbequistão
VA;VAT;Vatican City;Vatikanstadt;État de la Cité du Vatican;Ciudad del Vaticano;Città del Vaticano;Cidade do Vaticano
VC;VCT;St. Vincent & Grenadines;St. Vincent and Grenadines;Saint Vincent & Grenadines;St. Vincent und die Grenadinen;Saint Vincent und die Grenadinen;Saint-Vincent-et-les-Grenadines;San Vicente y las Granadinas;Saint Vincent e Grenadine;São Vicente e Granadinas
VE;VEN;Venezuela
VG;VGB;British Virgin Islands;Britische Jungferninseln;Îles Vierges britanniques;Islas Vírgenes Británicas;Isole Vergini Britanniche;Ilhas Virgens Britânicas
VI;VIR;U.S. Virgin Islands;Amerikanische Jungferninseln;Îles Vierges des États-Unis;Islas Vírgenes de EE. UU.;Isole Vergini Americane;Ilhas Virgens Americanas;Ilhas Virgens dos EUA
VN;VNM;Vietnam;Vietnã;Vietname
VU;VUT;Vanuatu
WF;WLF;Wallis & Futuna;Wallis and Futuna;Wallis und Futuna;Wallis-et-Futuna;Wallis y Futuna;Wallis e Futuna
WS;WSM;Samoa
XK;XKK;Kosovo
YE;YEM;Yemen;Jemen;Yémen;Iêmen;Iémen
YT;MYT;Mayotte;Maiote
ZA;ZAF;South Africa;Südafrika;Afrique du Sud;Sudáfrica;Sudafrica;África do Sul
ZM;ZMB;Zambia;Sambia;Zambie;Zâmbia
ZW;ZWE;Zimbabwe;Simbabwe;Zimbabue;Zimbábue;Zimbabué
!US;America;United States of America;Vereinigte Staaten von Amerika;États-Unis d'Amérique;Estados Unidos de América;Stati Uniti d'America;Estados Unidos da América;EE. UU.;EUA
!GB;UK;Great Britain;Britain;Großbritannien;Grande-Bretagne;Gran Bretaña;Gran Bretagna;Grã-Bretanha;England;Scotland;Wales;Northern Ireland;United Kingdom of Great Britain and Northern Ireland
!CZ;Czech Republic;Tschechische Republik;République tchèque;República Checa;Repubblica Ceca;República Tcheca
!NL;Holland;Hollande;Holanda;Olanda;The Netherlands
!TR;Türkiye
!SZ;Eswatini;Kingdom of Eswatini;Essuatíni
!MK;North Macedonia;Nordmazedonien;Macédoine du Nord;Macedonia del Norte;Macedonia del Nord;Macedônia do Norte;Macedónia do Norte;Macedonia, the former Yugoslav Republic of
!RU;Russian Federation;Russische Föderation
!KR;Korea, Republic of;Republic of Korea
!KP;Korea, Democratic People's Republic of
!VN;Viet Nam
!IR;Iran, Islamic Republic of
!SY;Syrian Arab Republic
!LA;Lao People's Democratic Republic
!BN;Brunei Darussalam
!BO;Bolivia, Plurinational State of
!VE;Venezuela, Bolivarian Republic of
!TZ;Tanzania, United Republic of
!MD;Moldova, Republic of;Republic of Moldova
!TW;Taiwan, Province of China
!PS;Palestine, State of;Palestine
!FM;Micronesia, Federated States of
!HK;Hong Kong;Hongkong
!MO;Macao;Macau
!VA;Holy See (Vatican City State);Holy See
!CD;Congo, the Democratic Republic of the;Democratic Republic of the Congo
!CV;Cabo Verde;Cape Verde
!CI;Ivory Coast;Elfenbeinküste
!FK;Falkland Islands (Malvinas)
!VG;Virgin Islands, British
!VI;Virgin Islands, U.S.
!MM;Burma
!TL;East Timor
!BY;Weißrussland;Biélorussie
!IE;Republic of Ireland
!BA;Bosnia
`;var rs=100,cr,fr=t=>He(t).replace(/[^\p{L}]/gu,"");function is(t){let e=E(t);if(e==="")return;if(/\p{Nd}/u.test(e))return{why:"country_digits"};cr??=os();let n=new TextEncoder().encode(e).length<=rs?cr.get(fr(e)):void 0;return n?{code:n}:{why:"unknown_country"}}function os(){let t=new Map;for(let e of ur.trim().split(`
`)){let[n,...d]=e.split(";"),r=n.startsWith("!");for(let i of[...r?[]:[n],...d]){let o=fr(i),a=t.get(o),s=n.replace("!","");t.set(o,r||a===void 0||a===s?s:"")}}return t}function Fr(t){let e;for(let n of t){let d=is(n);if(d!==void 0){if(e===void 0||"why"in e&&"code"in d)e=d;else if("code"in d&&"code"in e&&d.code!==e.code)return{why:"country_conflict"}}}return e}var as=[['"','"'],["'","'"],["“","”"],["„","“"],["„","”"],["‘","’"],["‚","‘"],["«","»"],["»","«"]],Ar=new Set(`tel telno telnr phone phoneno phonenumber telephone telephonenumber mobile mobileno mobilenumber mob
  mobilephone cell cellphone telefon telefonnr telefonnummer fon rufnummer mobil mobilnr mobilnummer
  mobiltelefon handy handynr handynummer festnetz natel telefoon telefoonnummer mobiel tlf telefonszam
  telefono telefonofisso telefonomovil telefonofijo movil celular cellulare cel cell telefone telemovel
  telephonefixe telfixe telportable portable gsm whatsapp komorka тел телефон моб мобильныи мобильныителефон
  電話 電話番号 携帯 携帯電話 手机 手机号 手机号码 电话 전화 전화번호 휴대폰`.split(/\s+/).map(Se)),ss=new Set(`m t c h w o d g p mob cel home work office private personal direct main business
  privat geschaftlich geschaeftlich gesch geschaftl geschaeftl dienstlich dienstl buro buero arbeit zuhause direkt
  prive privee perso personnel domicile maison travail bureau pro professionnel
  casa trabajo oficina particular personal lavoro ufficio personale privato trabalho escritorio pessoal`.split(/\s+/)),mr=/^[\p{L}\p{M}\p{White_Space}.\-:\uff1a]+/u,we=t=>mr.exec(t)?.[0]===t&&(Ar.has(Se(t))||ss.has(Se(t)));function Se(t){return t.normalize("NFD").replace(/[^\p{L}]/gu,"").normalize("NFC").toLowerCase().normalize("NFD").replace(/\p{M}/gu,"")}function Cr(t,e){let n=E(t),d=!1,r=!1;for(;;){let i=hr(n)??(d||!e?void 0:Ne(n,e))??us(n);if(i===void 0)return r&&n!==ls(t,e)?n:t;hr(n)===void 0&&!d&&e&&Ne(n,e)!==void 0&&(d=!0),n=E(i),r=!0}}var ls=(t,e)=>e==="phone"?$r(E(t),/^(tel|phone|whatsapp):\p{White_Space}*/iu):void 0;function hr(t){if(/[;,]$/.test(t))return t.slice(0,-1);if(t.length>=3&&t.startsWith('="')&&t.endsWith('"'))return t.slice(2,-1);for(let[e,n]of as)if(t.length>=2&&t.startsWith(e)&&t.endsWith(n))return t.slice(1,-1);return t.startsWith("'")?t.slice(1):void 0}function Ne(t,e){if(e==="email")return t.includes("%")?void 0:$r(t,/^(mailto|e-mail|email|mail):/i);let n=mr.exec(t)?.[0]??"";if(!Ar.has(Se(n)))return;let d=t.slice(n.length);if(!(!/[:\uff1a]/.test(n)&&/^[ ()[\]/]*\p{Nd}(?!\p{Nd})/u.test(d)))return d}var $r=(t,e)=>e.test(t)?t.replace(e,""):void 0,us=t=>/^\+?[0-9]+[.,]00?$/.test(t)?t.replace(/[.,]00?$/,""):void 0;var cs=200;function Er(t){if(new TextEncoder().encode(t).length>cs)return;let e=E(t),n,d=[fs,pr,Fs,hs,pr],r=!1,i=a=>{a!==void 0&&(e=E(a),r=!0)};for(let a of d)i(a(e));let o=As(e);return o&&(i(o.number),e.startsWith("+")||(n=o.region)),i(Cs(e)),r&&e!==""?{text:e,...n&&{region:n}}:void 0}var fs=t=>{let e=t.replace(/^[☎☏✆📞📱📲🕻🕼🕽🕾🕿🖀℡][\ufe0f\ufe0e :]*/u,"");return e===t?void 0:e},pr=t=>Ne(t,"phone"),Fs=t=>{let e=/^(?:https?:\/\/)?(?:wa\.me\/|(?:api|web|www)\.whatsapp\.com\/send\/?\?phone=)(?:\+|%2B)?([1-9][0-9]{6,14})\/?(?:[?&].*)?$/i.exec(t)?.[1];return e&&`+${e}`};function hs(t){let e=t;for(let[d,r]of[["(",")"],["[","]"]]){let i=t.lastIndexOf(d);i>0&&t.endsWith(r)&&we(t.slice(i+1,-1))&&(t=E(t.slice(0,i)));let o=t.indexOf(r);o>0&&t.startsWith(d)&&we(t.slice(1,o))&&(t=E(t.slice(o+1).replace(/^[: ]+/,"")))}let n=t.indexOf(":");return n>0&&we(t.slice(0,n))&&(t=E(t.slice(n+1))),t===e?void 0:t}function As(t){let[,e,n]=/^([^;]+);phone-context=\+([0-9]{1,3})$/i.exec(t)??[];if(e===void 0||n===void 0)return;let d=new B0().getCountryCodesForCallingCode(n),r=E(e.replace(/^(tel|phone|whatsapp):\p{White_Space}*/iu,""));return d?.[0]&&r!==""?{number:r,region:d[0]}:void 0}var ms=7;function Cs(t){let[e,n]=[0,""],d=[...t];for(let[r,i]of d.entries()){/\p{Nd}/u.test(i)&&e++;let o=/[\u00b7\u0387\u2027\u2043\u2219\u22c5\u30fb\uff65]/.test(i)&&e>0&&r+1<d.length,a=/[~\u223c\u301c\uff5e]/.test(i)&&e>0&&e<ms&&/^\p{Nd}{3}/u.test(d.slice(r+1).join(""));n+=o||a?" ":i}return n===t?void 0:n}var $s=t=>t.startsWith("email")?"email":"phone",ps=["email","email_sha256","phone","phone_sha256"],C1=t=>typeof t=="string"?t:"",_e=class{constructor(e){this.reading=e;let{roles:n,defaultRegion:d}=e,r=i=>i.flatMap(o=>n.flatMap((a,s)=>a===o?[{column:s,role:o}]:[]));if(this.#e=r(ps),this.#t=r(["country"]).map(({column:i})=>i),this.#n=r(["deleted","opted_out","revoked"]),d!==void 0&&!be(d))throw new A("no_such_country","the country of numbers without a country code is not a code of ISO 3166, such as DE")}reading;report={rows:0,rowsUsed:0,rowsEmpty:0,rowsRejected:0,rowsKeptOut:0,rejects:new Map,keptOut:new Map,repaired:0,accepted:0,rejected:0,segments:[]};#e;#t;#n;row(e){let{report:n,reading:d}=this,{line:r,cells:i}=e;n.rows++;let o=this.#r(e);if(o)return n.rowsRejected++,n.rejected++,$1(n.rejects,o,{line:r}),[];let a=this.#d(e);if(a)return n.rowsKeptOut++,$1(n.keptOut,a.code,a.at),[];let s=[],l=0;for(let{column:c,role:F}of this.#e){let h=i[c]??"";for(let C of typeof h=="string"?[h]:h){let m=this.#i(F,C,i);if(typeof m=="string")l++,n.rejected++,$1(n.rejects,m,{line:r,column:c+1});else for(let D of m)s.push({segment:0,type:$s(F),matchKey:D})}}n.accepted+=s.length,s.length>0?n.rowsUsed++:l>0?n.rowsRejected++:n.rowsEmpty++;let u=s.length>0&&d.by!==void 0?this.#s(C1(i[d.by])):0;for(let c of s)c.segment=u;return s}#r({line:e,cells:n,fault:d,nested:r}){if(d)return d;if(n.slice(this.reading.roles.length).some(i=>C1(i).trim()!==""))return"extra_cells";for(let i of r??[]){if(this.#e.some(o=>o.column===i))return"nested_value";if(this.reading.roles[i]!==void 0||this.reading.by===i)throw new A("nested_field",`column ${i+1} is used and holds an object here: use a field inside of it`,e)}}#d({line:e,cells:n,short:d,beyond:r}){let i,o;for(let{column:s,role:l}of this.#n){let u=n[s]??"",c=typeof u=="string"?lr(u):u.length>0?"unclear":"silent";(c==="yes"||c==="refused")&&(o??=l),(c==="unclear"||d&&s>=n.length)&&(i??=s)}let a=this.reading.roles.length-1;return r&&this.#n.some(({column:s})=>s===a)&&(i??=a),o?{code:o,at:{line:e}}:i===void 0?void 0:{code:"bad_evidence",at:{line:e,column:i+1}}}#i(e,n,d){let r=this.#a(e,n,d);if(typeof r!="string")return this.#o([r]);if(r==="empty")return[];let i=e==="email"&&!n.includes(" ::: ")?";":" ::: ";if(e.endsWith("sha256")||!n.includes(i))return r;let a=n.split(i).map(s=>s.trim()).filter(s=>s!=="").map(s=>this.#a(e,s,d));return a.length>0&&a.every(s=>typeof s!="string")?this.#o(a):r}#o(e){return this.report.repaired+=e.filter(n=>n.repaired).length,e.map(n=>n.key)}#a(e,n,d){let r=e==="email"||e==="phone"?e:void 0,i=Cr(n,r),o=i!==n&&i!==E(n);if(!r)return ve(()=>({key:Zd(new TextEncoder().encode(i)),repaired:o}));if(r==="email")return ve(()=>({key:Ve(m1(this.reading.profile,r,i)),repaired:o}));let a=this.#t.length>0?Fr(this.#t.map(C=>C1(d[C]))):void 0,s=(C,m)=>m1(this.reading.profile,"phone",C,m),l=a&&("why"in a?a.why:be(a.code)?void 0:"unknown_country"),u=l?void 0:a&&"code"in a?a.code:this.reading.defaultRegion,c=ve(()=>({key:Ve(s(i,u)),repaired:o}));if(typeof c!="string"||c==="empty")return c;let F=Er(i),h=F&&ve(()=>({key:Ve(s(F.text,F.region??u)),repaired:!0}));return h&&typeof h!="string"?h:c==="no_country"&&l?l:c}#s(e){let{segments:n}=this.report,d=n.indexOf(E(e));return d>=0?d:n.push(E(e))-1}};function ve(t){try{return t()}catch(e){if(e instanceof J0)return e.code;throw e}}var Es=10;function $1(t,e,n){let d=t.get(e)??{count:0,first:[]};d.count++,d.first.length<Es&&d.first.push(n),t.set(e,d)}var Ms=t=>t.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu,""),gs=/(optout|optin|unsub|subscri|consent|einwillig|widerspr|abgemeld|abmeld|sperr|donot|dsgvo|gdpr|werbung|newsletter|block|exclude|deleted|geloscht|geloescht|desinscri|baja|bounce|suppress)/,bs=/^[^@\s]+@[^@\s]+\.[^@\s]+$/;function Mr(t,e,n){let d=K1(t);return Array.from({length:n},(r,i)=>{let o=d[i];if(re(o))return"out";if(o==="opted_in"||o==="expires_at"||o==="other_hash"||o==="record")return;if(o||gs.test(Ms(t.headers[i]??"")))return o;let a=e.map(s=>(s[i]??"").trim()).filter(s=>s!=="");return a.length>0&&a.every(s=>bs.test(s))?"email":void 0})}function gr(t,e){if(t!=="out")return t==="segment"?void 0:t;let n=d0(e);return re(n)?n:"opted_out"}var Bs=5,Ds=64;async function xs({file:t,sheet:e}){let n=await yt(t,e===void 0?{}:{sheet:e}),d=[];for await(let{cells:u}of n.rows([]))if(d.push(u.map(c=>typeof c=="string"?c:c.join(" · ")))===Bs)break;if(d.length===0)throw new A("empty","the file has no rows");let r=Math.max(n.headers.length,...d.map(u=>u.length)),{format:i,unit:o,encoding:a,sheets:s,headers:l}=n;return{format:i,unit:o,header:l,rows:d,uses:Mr(n,d,r),...a&&{encoding:a},...s&&{sheet:n.sheet,sheets:s}}}async function ys({file:t,sheet:e,columns:n}){let{uses:d,profile:r,region:i}=n,o=0,a=await yt(t,{...e!==void 0&&{sheet:e},read:C=>o=C}),s=d.map((C,m)=>gr(C,a.headers[m]??"")),l=d.indexOf("segment"),u=new _e({profile:r,roles:s,...i&&{defaultRegion:i},...l>=0&&{by:l}}),c=new Map,F=Date.now();for await(let C of a.rows(d.map(m=>m!==void 0))){Ws(u,C,c);let{rows:m,segments:D}=u.report;if(D.length>Ds)throw new A("segments","the column of segments has too many different values");(m&255)===0&&Date.now()-F>100&&(F=Date.now(),Te({read:o,rows:m}))}let h=[...c].map(([C,m])=>{let{keys:D,segments:V}=m.done();return{type:C,keys:D,segments:V,sizes:Vs(D,V,Math.max(1,u.report.segments.length))}});return{report:u.report,lists:h}}var p1=class{#e=new Uint8Array(32*1024);#t=new Uint8Array(1024);#n=0;add(e,n){this.#n===this.#t.length&&(this.#e=br(this.#e),this.#t=br(this.#t)),this.#e.set(e,32*this.#n),this.#t[this.#n++]=n}done(){let e={keys:this.#e.slice(0,32*this.#n),segments:this.#t.slice(0,this.#n)};return this.#e=this.#t=new Uint8Array,e}};function br(t){let e=new Uint8Array(2*t.length);return e.set(t),e}function Ws(t,e,n){for(let{type:d,matchKey:r,segment:i}of t.row(e)){let o=n.get(d)??new p1;n.set(d,o),o.add(r,i)}}function Vs(t,e,n){let d=new Array(n).fill(0),r=R1(t,32),i=o=>t.subarray(32*r[o],32*r[o]+32);for(let o=0;o<r.length;){let a=o,s=e[r[o]];for(;++o<r.length&&Oe(i(a),i(o));)s=Math.min(s,e[r[o]]);d[s]++}return d}var Te=(t,e=[])=>postMessage(t,{transfer:e});onmessage=async({data:t})=>{try{let{columns:e}=t;if(!e)return Te({opened:await xs(t)});let n=await ys({...t,columns:e});Te({listed:n},n.lists.flatMap(({keys:d,segments:r})=>[d.buffer,r.buffer]))}catch(e){Te({fault:Ss(e)})}};function Ss(t){if(t instanceof A)return{code:t.code,message:t.message,...t.line!==void 0&&{line:t.line}};let e=t instanceof Error?t.name:"unknown";return{code:e,message:e}}
